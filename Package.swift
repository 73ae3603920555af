// swift-tools-version: 6.3
import PackageDescription

// One settings list for every Swift target: a warning is an error everywhere.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // Small getters and generics of one module are called from the hot path of another (4 % of a beacon's time).
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// A C library of the system, with the Debian package that brings its headers.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A library module; its dependencies are the only modules it may import.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one module.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "CollectorTesting"] + dependencies,
        swiftSettings: strict
    )
}

let package = Package(
    name: "assent",
    products: [.executable(name: "assent", targets: ["assent"])],
    targets: [
        // Libraries of the system.
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        system("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        system("CMaxMindDB", pkgConfig: "libmaxminddb", apt: "libmaxminddb-dev"),
        system("CLibCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        system("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
        system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
        .systemLibrary(name: "CMalloc"),
        .target(name: "CMicroHTTPDShim", dependencies: ["CMicroHTTPD"]),
        .target(
            name: "CTimeZones",
            linkerSettings: [
                .linkedLibrary("absl_time"), .linkedLibrary("absl_time_zone"),
                .linkedLibrary("stdc++"),
            ]
        ),
        .target(
            name: "CRegularExpressions",
            linkerSettings: [.linkedLibrary("re2"), .linkedLibrary("stdc++")]
        ),
        .target(
            name: "CBeaconJSON",
            linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]
        ),
        .target(
            name: "CJSON",
            linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]
        ),
        .target(
            name: "CWebAssets",
            cSettings: [.unsafeFlags(["-std=c2x", "-Wno-c23-extensions", "-Iweb/dist"])]
        ),

        // The rules: values and pure functions. No clock, no files, no sockets.
        module("Consent", ["Crypto"]),
        module("Usage", ["Consent"]),
        module("Enrichment", ["Usage"]),
        module("Ingest", ["Consent", "Usage", "Enrichment", "CBeaconJSON"]),

        // The tools: each wraps one outside thing and knows nothing of our field.
        module("JSON", ["CJSON"]),
        module("Crypto", ["CLibCrypto", "CSodium"]),
        module("Observability"),
        module("HTTPServer", ["Observability", "CMicroHTTPD", "CMicroHTTPDShim"]),
        module("SQLite", ["CSQLite"]),
        module("MaxMind", ["CMaxMindDB"]),
        module("TimeZones", ["CTimeZones"]),
        module("RegularExpressions", ["CRegularExpressions"]),

        // The shell: rules applied through tools.
        module("Configuration", ["Consent", "Usage", "TimeZones"]),
        module("Storage", ["Consent", "Usage", "Crypto", "SQLite", "Observability", "CZstd"]),
        module("Reports", ["Usage", "Storage", "TimeZones", "JSON", "RegularExpressions"]),
        module(
            "PrivacyOffice",
            ["Consent", "Usage", "Storage", "Observability", "TimeZones", "JSON"]
        ),
        module(
            "Endpoints",
            [
                "Consent", "Usage", "Enrichment", "Ingest", "Configuration", "Storage", "Reports",
                "PrivacyOffice", "Observability", "HTTPServer", "MaxMind", "Crypto", "TimeZones",
                "JSON", "CWebAssets",
            ]
        ),
        .executableTarget(
            name: "assent",
            dependencies: [
                "Consent", "Usage", "Enrichment", "Ingest", "Crypto", "Observability", "HTTPServer",
                "MaxMind", "Configuration", "Storage", "Reports", "PrivacyOffice", "Endpoints",
                "TimeZones", "JSON", "CMalloc",
            ],
            swiftSettings: strict
        ),

        // Fills a data directory for the benchmarks; no part of the program.
        .executableTarget(
            name: "bench-events",
            dependencies: ["Storage", "Usage"],
            path: "Benchmarks/Events",
            swiftSettings: strict
        ),

        // Tests.
        .target(
            name: "CollectorTesting",
            dependencies: ["Consent", "Usage"],
            path: "Tests/CollectorTesting",
            swiftSettings: strict
        ),
        tests("Crypto"),
        tests("Observability"),
        tests("Consent", ["Crypto"]),
        tests("Usage", ["Consent"]),
        tests("Enrichment", ["Usage"]),
        tests("MaxMind"),
        tests("TimeZones"),
        tests("RegularExpressions"),
        tests("JSON"),
        tests("Ingest", ["Consent", "Usage", "Enrichment", "Crypto", "CBeaconJSON"]),
        tests("HTTPServer", ["Observability"]),
        tests("SQLite"),
        tests("Configuration", ["Consent", "Usage", "TimeZones"]),
        tests("Storage", ["Consent", "Usage", "Crypto", "SQLite", "Observability"]),
        tests(
            "Reports",
            [
                "Consent", "Usage", "Storage", "Crypto", "SQLite", "TimeZones", "JSON",
                "RegularExpressions",
            ]
        ),
        tests(
            "PrivacyOffice",
            ["Consent", "Usage", "Storage", "SQLite", "Observability", "TimeZones", "JSON"]
        ),
        tests(
            "Endpoints",
            [
                "Consent", "Usage", "Enrichment", "Ingest", "Configuration", "Storage", "Reports",
                "PrivacyOffice", "Observability", "HTTPServer", "MaxMind", "Crypto", "TimeZones",
                "JSON", "SQLite",
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

internal import Usage

extension Configuration {
    /// Reads a whole configuration from its text; `fileName` stands in the faults.
    package static func parse(
        text: String,
        fileName: String = "assent.json5"
    )
        throws(ConfigurationError) -> Configuration
    {
        let faults = FaultList(fileName: fileName)
        let configuration = read(text, faults)
        if let error = faults.error { throw error }
        return configuration
    }

    private static func read(_ text: String, _ faults: FaultList) -> Configuration {
        let document: JSON5Document
        do {
            document = try JSON5Reader.read(text)
        } catch {
            faults.add(error.message, at: error.position)
            return Configuration()
        }
        for repeated in document.repeatedKeys {
            faults.add(repeated.message, at: repeated.position)
        }
        let root = Field(value: document.root, path: "", faults: faults)
        return root.section { Configuration($0) } ?? Configuration()
    }

    private init(_ section: Section) {
        listen = Self.listen(section) ?? listen
        metricsListen = section.field("metrics_listen")?.listenAddress()
        tls = section.section("tls") { TLS($0) }
        trustedProxies = section.field("trusted_proxies")?.addressBlocks() ?? []
        location.path = section.section("geo") { $0.field("path")?.text(maxLength: 4096) }
        retention = section.section("retention") { Retention($0) } ?? retention
        reports = section.section("reports") { Reports($0) } ?? reports
        limits = section.section("limits") { Limits($0) } ?? limits
        durability = section.field("durability")?.choice(Durability.self) ?? durability
        threads = section.section("threads") { Threads($0) } ?? threads
        log.level = section.section("log") { $0.field("level")?.choice(LogLevel.self) } ?? log.level
        optOutPlaces =
            section.section("jurisdictions") { Self.optOutPlaces($0) } ?? optOutPlaces
        gpcUpdated = section.field("gpc_updated")?.text("a date such as \"2026-01-31\"") {
            CivilDate($0) == nil ? nil : $0
        }
        notices = Self.notices(section)
        sites = Self.sites(section, notices: notices.map(\.id))
    }

    /// One address as text, or a list of them.
    private static func listen(_ section: Section) -> [String]? {
        guard let field = section.field("listen") else { return nil }
        if case .string = field.value.kind { return field.listenAddress().map { [$0] } }
        if field.isEmptyList { field.fault("expected at least one address") }
        return field.list { $0.listenAddress() }
    }

    private static func notices(_ section: Section) -> [NoticeSource] {
        guard let field = section.field("notices") else { return [.standard] }
        if field.isEmptyList { field.fault("expected at least one notice") }
        let notices = field.list { $0.section { NoticeSource($0) } } ?? []
        field.refuseRepeated(notices.map(\.id))
        return notices
    }

    private static func sites(_ section: Section, notices: [String]) -> [Site] {
        guard let field = section.required("sites") else { return [] }
        if field.isEmptyList { field.fault("expected at least one site") }
        let sites = field.list { $0.section { Site($0, notices: notices) } } ?? []
        field.refuseRepeated(sites.map(\.id))
        return sites
    }
}

extension Field {
    fileprivate func listenAddress() -> String? {
        text("ADDRESS:PORT, such as \"127.0.0.1:8080\" or \"[::1]:8080\"") {
            ListenAddress($0) == nil ? nil : $0
        }
    }

    /// Tells of elements with the id of an earlier one.
    fileprivate func refuseRepeated(_ ids: [String]) {
        guard case .list(let elements) = value.kind, elements.count == ids.count else { return }
        var seen: Set<String> = []
        for (index, id) in ids.enumerated() where !id.isEmpty && !seen.insert(id).inserted {
            faults.add(
                "the id \"\(id)\" stands here again",
                at: elements[index].position,
                path: "\(path)[\(index)].id"
            )
        }
    }
}

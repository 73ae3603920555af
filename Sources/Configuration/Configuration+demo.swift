extension Configuration {
    /// The configuration of `assent serve --demo`: one site, `demo`, whose pages come from
    /// `origins`.
    package static func demo(origins: [String]) throws(ConfigurationError) -> Configuration {
        var configuration = try parse(text: demoText, fileName: "demo")
        let faults = FaultList(fileName: "demo")
        let place = TextPosition(line: 1, column: 1)
        let parsed = origins.enumerated().compactMap { index, text in
            let value = JSON5Value(position: place, kind: .string(text))
            return Field(value: value, path: "origins[\(index)]", faults: faults).origin()
        }
        if let error = faults.error { throw error }
        for index in configuration.sites.indices { configuration.sites[index].origins = parsed }
        return configuration
    }
}

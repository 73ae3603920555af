extension Configuration {
    /// The files of the server's certificate, PEM.
    package struct TLS: Hashable, Sendable {
        package var certificate: String
        package var key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }
}

extension Configuration.TLS {
    init?(_ section: Section) {
        let certificate = section.required("certificate")?.text(maxLength: 4096)
        let key = section.required("key")?.text(maxLength: 4096)
        guard let certificate, let key else { return nil }
        self.init(certificate: certificate, key: key)
    }
}

internal import Usage

/// The parameters of a query, in order.
struct Parameters {
    /// More were attacks: 64 parameters.
    private static let most = 64
    /// Campaigns have shorter names: 128 characters.
    private static let longestValue = 128

    private var pairs: [(name: String, value: String)] = []

    init(_ query: ArraySlice<UInt8>) {
        for pair in query.split(separator: UInt8(ascii: "&")).prefix(Self.most) {
            let spaced = pair.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
            let cut = spaced.firstIndex(of: UInt8(ascii: "=")) ?? spaced.endIndex
            guard let name = PercentText.decoded(spaced[..<cut]),
                let value = PercentText.decoded(spaced[cut...].dropFirst()),
                !value.unicodeScalars.contains(where: \.isControl)
            else { continue }
            pairs.append((ASCII.lowercased(name), value))
        }
    }

    /// Whether a parameter is there with a value.
    func has(_ name: String) -> Bool { pairs.contains { $0.name == name && !$0.value.isEmpty } }

    /// The first value of a parameter, scrubbed; nil where it is absent or empty.
    func clean(_ name: String) -> String? {
        guard let pair = pairs.first(where: { $0.name == name }) else { return nil }
        let value = TextScrubber.scrub(pair.value, limit: Self.longestValue)
        return value.isEmpty ? nil : value
    }

    /// The campaign that the parameters name, if any.
    ///
    /// Of a click id only its presence counts, as it is a token for one person's click: Google's and
    /// Microsoft's stand for paid clicks; Facebook's is added to every link.
    var campaign: Campaign? {
        var source = clean("utm_source")
        var medium = clean("utm_medium")
        if source == nil {
            if ["gclid", "gbraid", "wbraid"].contains(where: has) {
                source = "google"
                medium = medium ?? "cpc"
            } else if has("msclkid") {
                source = "bing"
                medium = medium ?? "cpc"
            } else if has("fbclid") {
                source = "facebook"
            }
        }
        let (name, term, content) = (clean("utm_campaign"), clean("utm_term"), clean("utm_content"))
        guard [source, medium, name, term, content].contains(where: { $0 != nil }) else {
            return nil
        }
        return Campaign(source: source, medium: medium, name: name, term: term, content: content)
    }

    /// Whether a parameter belongs to campaigns, which need a consent of their own.
    static func isCampaign(_ name: String) -> Bool {
        name.hasPrefix("utm_") || name.hasSuffix("clid") || name == "gbraid" || name == "wbraid"
    }
}

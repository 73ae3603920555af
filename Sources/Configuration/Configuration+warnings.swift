internal import Consent

extension Configuration {
    /// What is allowed, but seldom wanted.
    package var warnings: [String] {
        var warnings: [String] = []
        if durability == .normal {
            warnings.append(
                "durability \"normal\": a power cut can lose events that were acknowledged"
            )
        }
        if reports.minVisitors == 1 {
            warnings.append(
                "reports.min_visitors 1: reports for marketing show single visitors"
            )
        }
        for block in trustedProxies where block.hasSuffix("/0") {
            warnings.append(
                "trusted_proxies \(block): everybody can claim any address; name your proxies only"
            )
        }
        let validity = sites.map(\.consentMonths).max() ?? 0
        if retention.consentMonths < retention.usageMonths + validity {
            warnings.append(
                "retention.consent_months \(retention.consentMonths): usage of"
                    + " \(retention.usageMonths) months, permitted by a choice that is good for"
                    + " \(validity), outlives the record of it; keep records for"
                    + " \(retention.usageMonths + validity) months"
            )
        }
        let isReachable = listen.contains { ListenAddress($0)?.isLoopback == false }
        if isReachable, tls == nil, trustedProxies.isEmpty {
            warnings.append(
                "listen: reachable from outside without tls; set tls, or trusted_proxies to the"
                    + " proxy that has it"
            )
        }
        return warnings + sites.flatMap(warnings(about:))
    }

    private func warnings(about site: Site) -> [String] {
        var warnings = site.origins.filter { !$0.isSecure }.map {
            "site \(site.id), origin \($0.text): without https anybody on the way can read and"
                + " change what is sent"
        }
        if site.mode == .optOut {
            warnings.append(
                "site \(site.id), mode \"opt-out\": visitors are measured before they chose, also"
                    + " where the law asks for consent first"
            )
        }
        if site.noticeID == NoticeSource.standard.id, notices == [.standard] {
            warnings.append(
                "site \(site.id): shows the built-in notice; describe your own services and"
                    + " recipients under notices"
            )
        }
        return warnings
    }
}

import Testing

@testable import Reports

@Suite struct ChannelTests {
    @Test(
        arguments: [
            ("Direct", nil, nil, nil, nil), ("Organic Search", "Google", nil, nil, nil),
            ("Paid Search", "Google", "google", "cpc", nil),
            ("Paid Search", "Bing", "bing", "ppc", "summer"),
            ("Paid Social", "Facebook", "fb", "paid_social", nil),
            ("Paid Video", "YouTube", "yt", "cpv-cpc", nil),
            ("Paid Shopping", "Google", "google", "cpc", "shop-summer"),
            ("Paid Other", "example.net", "example.net", "retargeting", nil),
            ("Display", "Google", "google", "cpm", nil),
            ("Display", "example.net", nil, "Banner", nil),
            ("Cross-network", "Google", "google", "cpc", "x cross-network"),
            ("Organic Shopping", "amazon.de", nil, nil, nil),
            ("Organic Social", "LinkedIn", nil, nil, nil),
            ("Organic Social", "example.net", "x.y", "social", nil),
            ("Organic Video", "Vimeo", nil, nil, nil),
            ("Organic Search", "example.net", "portal", "organic", nil),
            ("AI Assistants", "ChatGPT", nil, nil, nil), ("Email", "Gmail", nil, nil, nil),
            ("Email", "newsletter", "newsletter", nil, nil),
            ("Email", "crm", "crm", "e-mail", nil),
            ("Affiliates", "partner", "partner", "affiliate", nil),
            ("Audio", "radio", "radio", "audio", nil), ("SMS", "sms", "sms", nil, nil),
            ("Mobile Push", "app", "app", "web push", nil),
            ("Referral", "example.net", nil, nil, nil), ("Referral", nil, nil, "referral", nil),
            ("Referral", "workshop.example", nil, nil, "workshop"),
        ] as [(String, String?, String?, String?, String?)]
    ) func `the first rule that fits decides`(
        channel: String,
        source: String?,
        utmSource: String?,
        medium: String?,
        campaign: String?
    ) {
        let found = Channel(
            source: source,
            utmSource: utmSource,
            utmMedium: medium,
            utmCampaign: campaign
        )
        #expect(found.rawValue == channel)
    }
}

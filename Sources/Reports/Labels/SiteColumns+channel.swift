extension SiteColumns {
    /// The channel of visits that came about like this.
    func channel(of context: Context) -> String {
        func text(_ code: UInt32) -> String? { code == 0 ? nil : texts.texts[Int(code)] }
        func ofCampaign(_ part: Int) -> String? {
            text(campaigns.parts[part][Int(context.campaign)])
        }
        return Channel(
            source: text(sources.parts[0][Int(context.source)]),
            utmSource: ofCampaign(0),
            utmMedium: ofCampaign(1),
            utmCampaign: ofCampaign(2)
        ).rawValue
    }
}

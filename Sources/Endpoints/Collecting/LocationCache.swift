internal import Enrichment
internal import MaxMind
internal import Usage

/// Locations by their entry in the file, so that names are read once for each place and not each time.
final class LocationCache {
    /// More entries than most files have cities.
    private static let capacity = 131_072

    private let watch: LocationWatch
    private var file: LocationFile?
    private var known: [UInt32: Interned<Location>] = [:]

    init(watch: LocationWatch) { self.watch = watch }

    /// The approximate location of `address`, which is not kept; nil where the file does not know it.
    func location(of address: ClientAddress) -> Interned<Location>? {
        guard let current = watch.current else { return nil }
        if file !== current || known.count > Self.capacity {
            known.removeAll()
            file = current
        }
        guard let entry = current.lookup(high: address.high, low: address.low) else { return nil }
        if let location = known[entry.offset] { return location }
        let facts = current.facts(entry)
        let location = Interned(
            Location(
                country: facts.country,
                region: facts.region,
                city: facts.city,
                timeZone: facts.timeZone
            )
        )
        known[entry.offset] = location
        return location
    }
}

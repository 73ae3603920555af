internal import Enrichment
internal import MaxMind
internal import Usage

/// Locations by their entry in the file, so that names are read once for each place and not each time.
///
/// One cache belongs to one event loop.
final class LocationCache {
    /// More entries than most files have cities.
    private static let capacity = 131_072

    private let watch: LocationWatch
    private var file: LocationFile?
    /// Where the first 16 bits of an IPv4 address lead in the file's tree, as far as somebody asked: the
    /// upper half of the way is the part that is spread over all of the file.
    private var branches: [LocationFile.Branch?] = []
    private var places = PlaceTable()

    init(watch: LocationWatch) { self.watch = watch }

    /// The approximate location of `address`, which is not kept; nil where the file does not know it.
    func location(of address: ClientAddress) -> Interned<Location>? {
        guard let current = watch.current else { return nil }
        if file !== current || places.count > Self.capacity { forget(for: current) }
        guard let entry = entry(of: address, in: current) else { return nil }
        if let location = places[entry.offset] { return location }
        let facts = current.facts(entry)
        let location = Interned(
            Location(
                country: facts.country,
                region: facts.region,
                city: facts.city,
                timeZone: facts.timeZone
            )
        )
        places.insert(location, at: entry.offset)
        return location
    }

    private func entry(of address: ClientAddress, in file: LocationFile) -> LocationFile.Entry? {
        guard address.isIPv4 else { return file.lookup(high: address.high, low: address.low) }
        let bits = UInt32(truncatingIfNeeded: address.low)
        let prefix = Int(bits >> 16)
        if let branch = branches[prefix] { return file.lookup(bits, below: branch) }
        let branch = file.branch(prefix: UInt16(prefix))
        branches[prefix] = branch
        return file.lookup(bits, below: branch)
    }

    private func forget(for current: LocationFile) {
        file = current
        branches = Array(repeating: nil, count: 1 << 16)
        places = PlaceTable()
    }
}

/// Locations by their entry's offset, flat: a place costs one look into memory.
private struct PlaceTable {
    private struct Slot {
        var offset: UInt32 = 0
        /// Nil: the slot is empty.
        var location: Interned<Location>?
    }

    private var slots = ContiguousArray(repeating: Slot(), count: 256)
    private var mask = 255
    private(set) var count = 0

    subscript(offset: UInt32) -> Interned<Location>? {
        slots[slot(of: offset)].location
    }

    /// `offset` is not in the table.
    mutating func insert(_ location: Interned<Location>, at offset: UInt32) {
        if count * 2 >= slots.count { grow() }
        slots[slot(of: offset)] = Slot(offset: offset, location: location)
        count += 1
    }

    /// Where `offset` stands or would stand; offsets are spread by the golden ratio (Knuth 6.4).
    private func slot(of offset: UInt32) -> Int {
        var index = Int((UInt64(offset) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while slots[index].location != nil, slots[index].offset != offset {
            index = (index + 1) & mask
        }
        return index
    }

    private mutating func grow() {
        let old = slots
        slots = ContiguousArray(repeating: Slot(), count: old.count * 2)
        mask = slots.count - 1
        for entry in old where entry.location != nil { slots[slot(of: entry.offset)] = entry }
    }
}

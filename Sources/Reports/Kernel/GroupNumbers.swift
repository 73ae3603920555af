/// Dense numbers of keys in the order in which they occur.
final class GroupNumbers {
    /// Keys of so many bits get a table with a place for each.
    private static let tableBits = 20

    private(set) var keys: [UInt64] = []
    let isTable: Bool
    /// One more than the number by key, or by place in a hash table; 0 where there is none.
    private var places: Lane<UInt32>

    /// All keys are below `1 << bits`.
    init(bits: Int) {
        isTable = bits <= Self.tableBits
        places = Lane(repeating: 0, count: isTable ? 1 << bits : 1 << 10)
    }

    deinit { places.free() }

    var count: Int { keys.count }

    /// The numbers of the keys in `lane`.
    func number(_ lane: Lane<UInt64>, count: Int, into numbers: Lane<UInt32>) {
        for index in 0..<count { numbers[index] = number(lane[index]) }
    }

    /// Puts in place of the keys in `lane`, which have a table, their numbers.
    func number(_ lane: Lane<UInt32>, count: Int) {
        let places = places
        for index in 0..<count {
            var place = places[Int(lane[index])]
            if place == 0 { place = number(UInt64(lane[index])) &+ 1 }
            lane[index] = place &- 1
        }
    }

    func number(_ key: UInt64) -> UInt32 {
        guard isTable else { return numberByHash(key) }
        let place = places[Int(truncatingIfNeeded: key)]
        if place != 0 { return place - 1 }
        keys.append(key)
        places[Int(truncatingIfNeeded: key)] = UInt32(keys.count)
        return UInt32(keys.count) - 1
    }

    private func numberByHash(_ key: UInt64) -> UInt32 {
        if keys.count * 2 >= places.count { growHash() }
        let place = place(of: key)
        if places[place] == 0 {
            keys.append(key)
            places[place] = UInt32(keys.count)
        }
        return places[place] - 1
    }

    private func place(of key: UInt64) -> Int {
        let mask = places.count &- 1
        var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
        while places[place] != 0, keys[Int(places[place]) - 1] != key {
            place = (place &+ 1) & mask
        }
        return place
    }

    private func growHash() {
        let larger = Lane<UInt32>(repeating: 0, count: places.count * 4)
        places.free()
        places = larger
        for (number, key) in keys.enumerated() { places[place(of: key)] = UInt32(number) + 1 }
    }
}

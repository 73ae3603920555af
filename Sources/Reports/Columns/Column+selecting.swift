/// Finding rows by their codes, in the width that they are stored in.
extension Column {
    /// Puts those of `count` rows from `start` on, all in one block, whose code is in `codes` into
    /// `rows`; returns how many.
    func select(_ codes: CodeSet, from start: Int, count: Int, into rows: Lane<UInt32>) -> Int {
        guard count > 0 else { return 0 }
        return unsafe block(start >> Self.blockShift).pointee
            .select(
                codes,
                from: start & (Self.blockRows - 1),
                count: count,
                first: start,
                into: rows
            )
    }

    /// Keeps those of some rows of one block whose code is in `codes`; returns how many.
    func keep(_ codes: CodeSet, among rows: Lane<UInt32>, count: Int) -> Int {
        guard count > 0 else { return 0 }
        return unsafe block(Int(rows[0]) >> Self.blockShift).pointee
            .keep(codes, among: rows, count: count)
    }
}

extension ColumnBlock {
    func select(
        _ codes: CodeSet,
        from start: Int,
        count: Int,
        first: Int,
        into rows: Lane<UInt32>
    ) -> Int {
        let first = UInt32(truncatingIfNeeded: first)
        switch width {
        case .none:
            guard codes.contains(UInt32(truncatingIfNeeded: base)) else { return 0 }
            for index in 0..<count { rows[index] = first &+ UInt32(truncatingIfNeeded: index) }
            return count
        case .one: return unsafe select(numbers(as: UInt8.self), codes, start, count, first, rows)
        case .two: return unsafe select(numbers(as: UInt16.self), codes, start, count, first, rows)
        case .four: return unsafe select(numbers(as: UInt32.self), codes, start, count, first, rows)
        case .eight:
            return unsafe select(numbers(as: UInt64.self), codes, start, count, first, rows)
        }
    }

    @inline(__always)
    private func select<Number: Searched>(
        _ numbers: UnsafePointer<Number>,
        _ codes: CodeSet,
        _ start: Int,
        _ count: Int,
        _ first: UInt32,
        _ rows: Lane<UInt32>
    ) -> Int {
        if let few = codes.few {
            // Codes that the block is too narrow for are in none of its rows.
            let wanted = few.compactMap { Number(exactly: Int64($0) &- self.base) }
            guard let one = wanted.first else { return 0 }
            // Those that are not there repeat the first.
            func other(_ place: Int) -> Number { place < wanted.count ? wanted[place] : one }
            let (second, third, fourth) = (other(1), other(2), other(3))
            return switch wanted.count {
            case 1:
                unsafe select(numbers, anyOf: wanted, start, count, first, rows) {
                    unsafe Number.places(of: one, in: $0)
                }
            case 2:
                unsafe select(numbers, anyOf: wanted, start, count, first, rows) {
                    unsafe Number.places(of: one, in: $0) | Number.places(of: second, in: $0)
                }
            default:
                unsafe select(numbers, anyOf: wanted, start, count, first, rows) {
                    unsafe Number.places(of: one, in: $0) | Number.places(of: second, in: $0)
                        | Number.places(of: third, in: $0) | Number.places(of: fourth, in: $0)
                }
            }
        }
        let (passes, base) = (codes.passes, Int(base))
        var kept = 0
        for index in 0..<count {
            rows[kept] = first &+ UInt32(truncatingIfNeeded: index)
            let code = base &+ Int(truncatingIfNeeded: unsafe numbers[start &+ index])
            kept &+= Int(passes[code])
        }
        return kept
    }

    /// Looks at 64 numbers at once, of which `places` tells the wanted ones: a branch for each would
    /// cost more than comparing them all.
    @inline(__always)
    private func select<Number: Searched>(
        _ numbers: UnsafePointer<Number>,
        anyOf wanted: [Number],
        _ start: Int,
        _ count: Int,
        _ first: UInt32,
        _ rows: Lane<UInt32>,
        _ places: (UnsafeRawPointer) -> UInt64
    ) -> Int {
        let whole = count & ~63
        var (kept, row) = (0, 0)
        while row < whole {
            let found = unsafe places(UnsafeRawPointer(numbers + (start &+ row)))
            if found != 0 {
                let from = first &+ UInt32(truncatingIfNeeded: row)
                kept = Self.put(found, from: from, in: rows, kept)
            }
            row &+= 64
        }
        for place in whole..<count where wanted.contains(unsafe numbers[start &+ place]) {
            rows[kept] = first &+ UInt32(truncatingIfNeeded: place)
            kept &+= 1
        }
        return kept
    }

    /// Appends the rows whose bits are set to the `kept` ones; returns how many there are then.
    @inline(__always)
    private static func put(
        _ found: UInt64,
        from row: UInt32,
        in rows: Lane<UInt32>,
        _ kept: Int
    ) -> Int {
        var bits = found
        let end = kept &+ found.nonzeroBitCount
        // Mostly there are few: these are put without asking how many, and what is too much is
        // overwritten. No more are kept than rows were looked at, so there is room.
        for place in kept..<kept &+ 4 {
            rows[place] = row &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
            bits &= bits &- 1
        }
        var place = kept &+ 4
        while bits != 0 {
            rows[place] = row &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
            place &+= 1
            bits &= bits &- 1
        }
        return end
    }

    func keep(_ codes: CodeSet, among rows: Lane<UInt32>, count: Int) -> Int {
        switch width {
        case .none: codes.contains(UInt32(truncatingIfNeeded: base)) ? count : 0
        case .one: unsafe keep(numbers(as: UInt8.self), codes, rows, count)
        case .two: unsafe keep(numbers(as: UInt16.self), codes, rows, count)
        case .four: unsafe keep(numbers(as: UInt32.self), codes, rows, count)
        case .eight: unsafe keep(numbers(as: UInt64.self), codes, rows, count)
        }
    }

    @inline(__always)
    private func keep<Number: FixedWidthInteger>(
        _ numbers: UnsafePointer<Number>,
        _ codes: CodeSet,
        _ rows: Lane<UInt32>,
        _ count: Int
    ) -> Int {
        let (passes, base) = (codes.passes, Int(base))
        let mask = UInt32(Column.blockRows - 1)
        var kept = 0
        for index in 0..<count {
            let row = rows[index]
            rows[kept] = row
            let code = base &+ Int(truncatingIfNeeded: unsafe numbers[Int(row & mask)])
            kept &+= Int(passes[code])
        }
        return kept
    }
}

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
    private func select<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
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
            return unsafe select(numbers, anyOf: wanted, start, count, first, rows)
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

    /// Looks at as many numbers at once as a machine word holds: mostly none of them is wanted.
    @inline(__always)
    private func select<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ numbers: UnsafePointer<Number>,
        anyOf wanted: [Number],
        _ start: Int,
        _ count: Int,
        _ first: UInt32,
        _ rows: Lane<UInt32>
    ) -> Int {
        guard let one = wanted.first else { return 0 }
        let ones = UInt64.max / UInt64(Number.max)
        let highs = ones &<< UInt64(Number.bitWidth &- 1)
        /// The highest bit of each number in `word` that is the one that `pattern` repeats.
        @inline(__always)
        func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
            let difference = word ^ pattern
            return ~(((difference & ~highs) &+ ~highs) | difference) & highs
        }
        // Those that are not there repeat the first.
        func pattern(_ place: Int) -> UInt64 {
            ones &* UInt64(place < wanted.count ? wanted[place] : one)
        }
        let (p0, p1, p2, p3) = (pattern(0), pattern(1), pattern(2), pattern(3))
        let patterns = wanted.count
        let inWord = 64 / Number.bitWidth
        let shift = UInt32(Number.bitWidth.trailingZeroBitCount)
        let memory = unsafe UnsafeRawPointer(numbers + start)
        let words = count / inWord
        var kept = 0
        for place in 0..<words {
            let word = unsafe memory.loadUnaligned(fromByteOffset: place &* 8, as: UInt64.self)
            var found = matches(word, p0)
            if patterns > 1 { found |= matches(word, p1) }
            if patterns > 2 { found |= matches(word, p2) | matches(word, p3) }
            while found != 0 {
                let row = UInt32(truncatingIfNeeded: place &* inWord)
                rows[kept] =
                    first &+ row &+ UInt32(truncatingIfNeeded: found.trailingZeroBitCount) &>> shift
                kept &+= 1
                found &= found &- 1
            }
        }
        for place in words &* inWord..<count where wanted.contains(unsafe numbers[start &+ place]) {
            rows[kept] = first &+ UInt32(truncatingIfNeeded: place)
            kept &+= 1
        }
        return kept
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

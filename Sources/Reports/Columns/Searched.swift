/// Numbers of which 64 beside each other are compared at once.
protocol Searched: FixedWidthInteger, UnsignedInteger, BitwiseCopyable {
    /// A bit for each of 64 numbers in memory, set where it is `wanted`, that of the first lowest.
    static func places(of wanted: Self, in numbers: UnsafeRawPointer) -> UInt64
}

extension UInt8: Searched {
    @inline(__always)
    static func places(of wanted: UInt8, in numbers: UnsafeRawPointer) -> UInt64 {
        let pattern = UInt64(wanted) &* 0x0101_0101_0101_0101
        var all: UInt64 = 0
        for place in 0..<8 {
            let word = unsafe numbers.loadUnaligned(fromByteOffset: place &* 8, as: UInt64.self)
            let difference = word ^ pattern
            let lows: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
            // The highest bit of each byte without a difference: one bit for each of the words.
            all |= ~(((difference & lows) &+ lows) | difference | lows) &>> UInt64(7 &- place)
        }
        return all.transposed
    }
}

extension UInt16: Searched {
    @inline(__always)
    static func places(of wanted: UInt16, in numbers: UnsafeRawPointer) -> UInt64 {
        let pattern = SIMD2(repeating: UInt64(wanted) &* 0x0001_0001_0001_0001)
        let lows = SIMD2<UInt64>(repeating: 0x7FFF_7FFF_7FFF_7FFF)
        var all = SIMD2<UInt64>()
        for place in 0..<8 {
            let words = unsafe numbers.loadUnaligned(
                fromByteOffset: place &* 16,
                as: SIMD2<UInt64>.self
            )
            let difference = words ^ pattern
            all |= ~(((difference & lows) &+ lows) | difference | lows) &>> UInt64(15 &- place)
        }
        return (all[0].packed | all[1].packed &<< 32).transposed
    }
}

extension UInt32: Searched {
    @inline(__always)
    static func places(of wanted: UInt32, in numbers: UnsafeRawPointer) -> UInt64 {
        unsafe placesOneByOne(of: wanted, in: numbers)
    }
}

extension UInt64: Searched {
    @inline(__always)
    static func places(of wanted: UInt64, in numbers: UnsafeRawPointer) -> UInt64 {
        unsafe placesOneByOne(of: wanted, in: numbers)
    }
}

extension Searched {
    @inline(__always)
    fileprivate static func placesOneByOne(
        of wanted: Self,
        in numbers: UnsafeRawPointer
    ) -> UInt64 {
        let width = MemoryLayout<Self>.size
        var places: UInt64 = 0
        for place in 0..<64 {
            let number = unsafe numbers.load(fromByteOffset: place &* width, as: Self.self)
            places |= (number == wanted ? 1 : 0) &<< UInt64(place)
        }
        return places
    }
}

extension UInt64 {
    /// Each lower byte of four pairs, next to each other.
    @inline(__always)
    fileprivate var packed: UInt64 {
        let pairs = (self | self &>> 8) & 0x0000_FFFF_0000_FFFF
        return (pairs | pairs &>> 16) & 0xFFFF_FFFF
    }

    /// Bit `i` of byte `k` for bit `k` of byte `i` (Hacker's Delight, 7-3).
    @inline(__always)
    fileprivate var transposed: UInt64 {
        var bits = self
        var moved = (bits ^ bits &>> 7) & 0x00AA_00AA_00AA_00AA
        bits ^= moved ^ moved &<< 7
        moved = (bits ^ bits &>> 14) & 0x0000_CCCC_0000_CCCC
        bits ^= moved ^ moved &<< 14
        moved = (bits ^ bits &>> 28) & 0x0000_0000_F0F0_F0F0
        return bits ^ moved ^ moved &<< 28
    }
}

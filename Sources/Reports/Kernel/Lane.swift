internal import Glibc

/// Numbers in a row for loops that run millions of times; whoever allocates it frees it.
///
/// Bounds are checked in builds for tests, not in the release.
@safe struct Lane<Element: BitwiseCopyable>: @unchecked Sendable {
    private let memory: UnsafeMutableBufferPointer<Element>

    private static var largePage: Int { 2 << 20 }

    /// Holds what was there before.
    init(uninitialized count: Int) {
        unsafe memory = .allocate(capacity: max(1, count))
        let bytes = count * MemoryLayout<Element>.stride
        if bytes >= Self.largePage * 2, let start = unsafe memory.baseAddress {
            // Large pages cost one fault where small ones cost 512; without them all is the same.
            let first = (Int(bitPattern: start) + Self.largePage - 1) & ~(Self.largePage - 1)
            let last = (Int(bitPattern: start) + bytes) & ~(Self.largePage - 1)
            unsafe _ = madvise(
                UnsafeMutableRawPointer(bitPattern: first),
                last - first,
                MADV_HUGEPAGE
            )
        }
    }

    init(repeating value: Element, count: Int) {
        self.init(uninitialized: count)
        unsafe memory.initialize(repeating: value)
    }

    init(_ elements: [Element]) {
        self.init(uninitialized: elements.count)
        for (index, element) in elements.enumerated() { self[index] = element }
    }

    func free() { unsafe memory.deallocate() }

    var count: Int { unsafe memory.count }

    @inline(__always)
    subscript(index: Int) -> Element {
        get { unsafe memory[index] }
        nonmutating set { unsafe memory[index] = newValue }
    }

    /// The elements that lie in a word of eight bytes, the first one lowest.
    @inline(__always)
    func word(_ index: Int) -> UInt64 {
        assert((index + 1) * 8 <= count * MemoryLayout<Element>.stride)
        return unsafe UnsafeRawBufferPointer(memory).loadUnaligned(
            fromByteOffset: index &* 8,
            as: UInt64.self
        )
    }

    /// Sets the first `count` elements.
    @inline(__always)
    func fill(_ value: Element, count: Int) {
        for index in 0..<count { self[index] = value }
    }

    /// At least so many elements, the first `used` of them the same; the lane itself is gone.
    func grown(to count: Int, keeping used: Int) -> Lane {
        guard count > self.count else { return self }
        let larger = Lane(uninitialized: max(count, 2 * self.count))
        for index in 0..<used { larger[index] = self[index] }
        free()
        return larger
    }
}

/// A lane that lives as long as somebody refers to it.
final class OwnedLane<Element: BitwiseCopyable>: Sendable {
    let lane: Lane<Element>

    init(_ lane: Lane<Element>) { self.lane = lane }

    deinit { lane.free() }
}

internal import Glibc

/// Bytes of a body, with room to read behind their end.
@safe
final class BodyBuffer {
    /// 64 bytes: JSON parsers read whole vector registers (simdjson's SIMDJSON_PADDING).
    static let padding = 64

    private var storage: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(capacity: Int) {
        unsafe storage = .allocate(byteCount: capacity + Self.padding, alignment: 64)
        unsafe storage.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit {
        unsafe storage.deallocate()
    }

    func clear() { count = 0 }

    func append(_ bytes: UnsafeRawBufferPointer) {
        let needed = count + bytes.count
        if unsafe needed + Self.padding > storage.count { grow(to: needed) }
        unsafe UnsafeMutableRawBufferPointer(rebasing: storage[count..<needed]).copyMemory(
            from: bytes
        )
        count = needed
    }

    /// Valid until the next change.
    var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: storage[..<count])
    }

    private func grow(to needed: Int) {
        let capacity = unsafe max(needed, storage.count * 2)
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: capacity + Self.padding,
            alignment: 64
        )
        unsafe larger.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
        unsafe storage.deallocate()
        unsafe storage = larger
    }
}

import Testing

@testable import Ingest

@Suite struct ByteCacheTests {
    @Test func `a value is made once for its bytes and scope, and never taken for another`() {
        var cache = ByteCache<String>(capacity: 4)
        var made = 0
        for round in 0..<3 {
            for number in 0..<40 {
                for scope in UInt64(0)..<3 {
                    let key = Array("key number \(number)".utf8)
                    let value = unsafe key.withUnsafeBytes { bytes in
                        unsafe cache.value(of: bytes, scope: scope) { bytes in
                            made += 1
                            return unsafe String(decoding: bytes, as: UTF8.self) + " of \(scope)"
                        }
                    }
                    #expect(value == "key number \(number) of \(scope)", "\(round)")
                }
            }
        }
        #expect(made >= 120)
        let before = made
        let key = Array("key number 39".utf8)
        unsafe key.withUnsafeBytes { bytes in
            _ = unsafe cache.value(of: bytes, scope: 2) { _ in
                made += 1
                return ""
            }
        }
        #expect(made == before)
    }

    @Test func `no bytes are a key too`() {
        var cache = ByteCache<Int>(capacity: 4)
        let none = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(unsafe cache.value(of: none, scope: 1) { _ in 7 } == 7)
        #expect(unsafe cache.value(of: none, scope: 1) { _ in 8 } == 7)
    }
}

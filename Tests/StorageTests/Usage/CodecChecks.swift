import Testing

@testable import Storage

/// What must hold of the bytes of batches and of segments alike.
struct CodecChecks {
    typealias Decode = (_ bytes: [UInt8], _ ids: [UInt8]) throws(LogDamage) -> LogBatch

    let bytes: [UInt8]
    let ids: [UInt8]
    let decode: Decode

    /// What is cut off, or has a byte or an id too many or too few, is an error.
    func cutOffIsAnError() {
        for count in 0..<bytes.count {
            #expect(throws: LogDamage.self) { try decode(Array(bytes[..<count]), ids) }
        }
        #expect(throws: LogDamage.self) { try decode(bytes + [0], ids) }
        #expect(throws: LogDamage.self) { try decode(bytes, Array(ids.dropLast())) }
        #expect(throws: LogDamage.self) { try decode(bytes, Array(ids.dropLast(8))) }
        #expect(throws: LogDamage.self) { try decode(bytes, ids + ids) }
    }

    /// A changed byte gives other rows, of which there are as many, or an error.
    func changedIsNoCrash() {
        var errors = 0
        for index in bytes.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] where value != bytes[index] {
                var changed = bytes
                changed[index] = value
                do throws(LogDamage) {
                    let read = try decode(changed, ids)
                    #expect(read.rows.count == ids.count / 8)
                } catch {
                    errors += 1
                }
            }
        }
        #expect(errors > 0)
    }
}

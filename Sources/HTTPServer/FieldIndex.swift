/// A header field that the hot path reads: it is found in the one walk over the header that checks it.
package enum IndexedField: Int, CaseIterable, Sendable {
    case authorization, cookie, forwarded, origin, secGPC, userAgent, xForwardedFor

    /// The field of this name, which is compared without case; nil of any other.
    @unsafe init?(name: UnsafeRawBufferPointer) {
        let candidate: IndexedField
        let spelled: StaticString
        switch name.count {
        case 6:
            let isOrigin = unsafe name[0] | 0x20 == UInt8(ascii: "o")
            candidate = isOrigin ? .origin : .cookie
            spelled = isOrigin ? "origin" : "cookie"
        case 7: (candidate, spelled) = (.secGPC, "sec-gpc")
        case 9: (candidate, spelled) = (.forwarded, "forwarded")
        case 10: (candidate, spelled) = (.userAgent, "user-agent")
        case 13: (candidate, spelled) = (.authorization, "authorization")
        case 15: (candidate, spelled) = (.xForwardedFor, "x-forwarded-for")
        default: return nil
        }
        guard unsafe FieldIndex.equal(name, spelled) else { return nil }
        self = candidate
    }
}

/// Where the indexed fields of a request stand in the connection's memory.
@safe
struct FieldIndex {
    @safe private struct Place {
        var start: UnsafeRawPointer?
        var count = 0
    }

    private var places = InlineArray<7, Place>(repeating: Place())
    /// A bit for each field that came more than once.
    private var repeated: UInt8 = 0

    /// Notes a field in the order of the header: the first of a name counts.
    mutating func note(_ field: IndexedField, _ value: UnsafeRawBufferPointer) {
        let index = field.rawValue
        guard unsafe places[index].start == nil else {
            repeated |= 1 << index
            return
        }
        unsafe places[index] = Place(start: value.baseAddress, count: value.count)
    }

    /// The first value; nil where the field is not there.
    subscript(_ field: IndexedField) -> UnsafeRawBufferPointer? {
        let place = places[field.rawValue]
        guard let start = unsafe place.start else { return nil }
        return unsafe UnsafeRawBufferPointer(start: start, count: place.count)
    }

    func isRepeated(_ field: IndexedField) -> Bool { repeated & (1 << field.rawValue) != 0 }

    /// Whether a name is this one but for case; `name` is in lower case.
    ///
    /// The bit that tells a letter from its capital makes no two other characters of a field's name
    /// equal (RFC 9110, 5.6.2), but for `^` and `~`, which are in no name here.
    static func equal(_ bytes: UnsafeRawBufferPointer, _ name: StaticString) -> Bool {
        guard bytes.count == name.utf8CodeUnitCount else { return false }
        var difference: UInt8 = 0
        for index in 0..<bytes.count {
            unsafe difference |= (bytes[index] | 0x20) ^ name.utf8Start[index]
        }
        return difference == 0
    }
}

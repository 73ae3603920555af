internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import Glibc

/// Holds the header of a request against RFC 9112, byte by byte.
///
/// The library is lenient: it joins folded lines, ends lines at a bare LF, drops what follows a NUL, takes
/// the last of several lengths. A proxy in front may read such a request differently, and then one client
/// speaks in another's name (request smuggling). The library has put NULs where its separators were and
/// left everything else in place, so that what lies between the fields can be checked.
@safe
struct Framing {
    private(set) var isSound = true
    /// The declared length of the body; 0 without one.
    private(set) var contentLength = 0
    private(set) var isChunked = false
    /// Bytes of the connection's memory that the library uses for the header.
    private(set) var memory = 0

    private(set) var fields = FieldIndex()

    /// From the method to the empty line.
    private(set) var headerBytes = 0

    /// 64: what the library keeps of each field, cookie and parameter, with its alignment.
    private static let recordBytes = 64

    private var lengths = 0
    private var hosts = 0
    private var codings = 0
    /// Where the last checked piece ends.
    private var end: UnsafeRawPointer

    /// Reads the header of a request whose header is complete.
    init(
        of connection: OpaquePointer,
        method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>
    ) {
        // "HTTP/1.1" has 8 bytes; the library refuses anything longer or shorter.
        unsafe end = UnsafeRawPointer(version) + 8
        unsafe withUnsafeMutablePointer(to: &self) { scan in
            _ = unsafe MHD_get_connection_values_n(connection, .HEADER_KIND, seeField, scan)
        }
        headerBytes = unsafe mhd_shim_header_size(connection)
        memory += headerBytes
        let block = unsafe UnsafeRawPointer(method) + headerBytes
        // The last line's CRLF and the empty line's.
        if unsafe !Self.isSeparator(from: end, to: block, atLeast: 4) { isSound = false }
        let is10 = unsafe version[7] == CChar(bitPattern: UInt8(ascii: "0"))
        // RFC 9112, 3.2: exactly one Host, but none is needed in HTTP/1.0.
        if hosts > 1 || (hosts == 0 && !is10) { isSound = false }
        // RFC 9112, 6.1 and 6.3: a second length or a length beside a coding is an attack or an error.
        if lengths > 1 || codings > 1 || (lengths > 0 && codings > 0) { isSound = false }
        if codings > 0 && (!isChunked || is10) { isSound = false }
    }

    fileprivate mutating func see(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        memory += Self.recordBytes
        guard let nameStart = name.baseAddress, let valueStart = value.baseAddress,
            unsafe Self.isSeparator(from: end, to: nameStart, atLeast: 2),
            unsafe Self.isToken(name), unsafe Self.isValue(value)
        else {
            isSound = false
            return
        }
        unsafe end = valueStart + value.count
        if let field = unsafe IndexedField(name: name) {
            unsafe fields.note(field, RequestFields.trimmed(value))
            // It keeps a copy of the field, and a record of each cookie.
            if field == .cookie {
                let cookies = unsafe value.reduce(1) { $0 + ($1 == UInt8(ascii: ";") ? 1 : 0) }
                memory += value.count + cookies * Self.recordBytes
            }
            return
        }
        switch name.count {
        case 4 where unsafe FieldIndex.equal(name, "host"):
            hosts += 1
        case 14 where unsafe FieldIndex.equal(name, "content-length"):
            lengths += 1
            // Anything but digits was refused by the library.
            contentLength = unsafe Int(String(decoding: value, as: UTF8.self)) ?? Int.max
        case 17 where unsafe FieldIndex.equal(name, "transfer-encoding"):
            codings += 1
            isChunked = unsafe FieldIndex.equal(value, "chunked")
        default:
            break
        }
    }

    /// Whether two pieces are parted by a line end: CR and LF, which the library overwrote with NULs, and
    /// blanks that it cut off before them.
    private static func isSeparator(
        from end: UnsafeRawPointer,
        to next: UnsafeRawPointer,
        atLeast: Int
    ) -> Bool {
        let count = unsafe next - end
        // Beyond 256 it is a folded line, which was moved elsewhere.
        guard (atLeast...256).contains(count) else { return false }
        let gap = unsafe UnsafeRawBufferPointer(start: end, count: count)
        return unsafe gap.allSatisfy { $0 == 0 || $0 == 0x20 || $0 == 0x09 }
    }

    /// Whether it can be a field's name (RFC 9110, 5.6.2).
    private static func isToken(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var faults: UInt64 = unsafe bytes.isEmpty ? 1 : 0
        for index in 0..<bytes.count {
            let byte = unsafe bytes[index]
            // Shifts beyond a word give 0, so that each character is looked for in one half only.
            faults |= ~(tokenLow >> UInt64(byte) | tokenHigh >> (UInt64(byte) &- 64)) & 1
        }
        return faults == 0
    }

    /// A bit for each character of a token below 64: the digits, and what is no letter.
    private static var tokenLow: UInt64 { 0x03FF_6CFA_0000_0000 }
    /// A bit for each from 64 on: the letters, and what is none.
    private static var tokenHigh: UInt64 { 0x57FF_FFFF_C7FF_FFFE }

    /// Whether there is no control but the tab (RFC 9110, 5.5).
    private static func isValue(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        while offset &+ 8 <= bytes.count {
            let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            // Of eight bytes at once, whether one is under 0x20 or is 0x7F (Bit Twiddling Hacks, S. E. Anderson).
            let low = word &- every &* 0x20 & ~word
            let deletes = word ^ every &* 0x7F
            let isSuspect = (low | deletes &- every & ~deletes) & every &* 0x80 != 0
            if isSuspect, unsafe !isValue(bytes, offset..<(offset + 8)) { return false }
            offset &+= 8
        }
        return unsafe isValue(bytes, offset..<bytes.count)
    }

    private static var every: UInt64 { 0x0101_0101_0101_0101 }

    private static func isValue(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        for index in range {
            let byte = unsafe bytes[index]
            if byte < 0x20 && byte != 0x09 || byte == 0x7F { return false }
        }
        return true
    }
}

// File-scope: a callback of the library must not be isolated to an actor.
private func seeField(
    _ scan: UnsafeMutableRawPointer?,
    _ kind: MHD_ValueKind,
    _ name: UnsafePointer<CChar>?,
    _ nameCount: Int,
    _ value: UnsafePointer<CChar>?,
    _ valueCount: Int
) -> MHD_Result {
    guard let scan = unsafe scan?.assumingMemoryBound(to: Framing.self) else { return .NO }
    unsafe scan.pointee.see(
        UnsafeRawBufferPointer(start: name, count: nameCount),
        UnsafeRawBufferPointer(start: value, count: valueCount)
    )
    return .YES
}

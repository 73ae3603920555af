internal import CMaxMindDB
internal import Glibc

/// One open `.mmdb` file of locations, mapped into memory.
///
/// `@unchecked Sendable`: the library writes its structure in `MMDB_open` only, and `ipv4Root` is set before
/// anybody has the file.
@safe package final class LocationFile: @unchecked Sendable {
    /// A place in the file.
    package struct Entry: Hashable, Sendable {
        /// Where the place is in the data section: the same number means the same facts.
        package let offset: UInt32
    }

    package let path: String
    package let metadata: LocationMetadata

    private let handle: UnsafeMutablePointer<MMDB_s>
    private var ipv4Root = Branch(number: 0, kind: .nothing)

    /// Opens and tries the file.
    package init(path: String) throws(LocationError) {
        guard unsafe access(path, F_OK) == 0 else { throw .missing(path: path) }
        guard unsafe access(path, R_OK) == 0 else {
            throw .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
        }
        let handle = UnsafeMutablePointer<MMDB_s>.allocate(capacity: 1)
        unsafe handle.initialize(to: MMDB_s())
        let code = unsafe MMDB_open(path, UInt32(MMDB_MODE_MMAP), handle)
        guard code == MMDB_SUCCESS else {
            unsafe handle.deallocate()
            let reason = unsafe String(cString: MMDB_strerror(code))
            if code == MMDB_FILE_OPEN_ERROR { throw .unreadable(path: path, reason: reason) }
            throw .damaged(path: path, reason: reason)
        }
        unsafe self.handle = handle
        self.path = path
        metadata = unsafe LocationMetadata(handle.pointee.metadata)
        try check()
        ipv4Root = findIPv4Root()
    }

    deinit {
        unsafe MMDB_close(handle)
        unsafe handle.deallocate()
    }

    /// The place of an address, given as the two halves of its IPv6 form; nil where the file knows none.
    ///
    /// An IPv4 address stands there as sockets for both versions show it, `::ffff:192.0.2.1`.
    package func lookup(high: UInt64, low: UInt64) -> Entry? {
        if high == 0, low >> 32 == 0xFFFF {
            var socket = sockaddr_in()
            socket.sin_family = sa_family_t(AF_INET)
            socket.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
            return unsafe lookup(&socket)
        }
        // A file of version 4 has no such addresses, and the library answers with an error.
        guard metadata.ipVersion == 6 else { return nil }
        var socket = sockaddr_in6()
        socket.sin6_family = sa_family_t(AF_INET6)
        unsafe withUnsafeMutableBytes(of: &socket.sin6_addr) { bytes in
            unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return unsafe lookup(&socket)
    }

    /// A place in the search tree: an inner node, or where the way has ended already.
    package struct Branch: Sendable {
        fileprivate enum Kind: UInt8 { case node, place, nothing }

        /// The number of the node, or the offset of the entry.
        fileprivate var number: UInt32
        fileprivate var kind: Kind
    }

    /// Where the first 16 bits of an IPv4 address lead.
    package func branch(prefix: UInt16) -> Branch {
        var branch = ipv4Root
        for bit in (0..<16).reversed() { branch = self.branch(branch, prefix >> bit & 1 == 1) }
        return branch
    }

    /// The place of an IPv4 address whose first 16 bits lead to `branch`.
    package func lookup(_ ipv4: UInt32, below branch: Branch) -> Entry? {
        var branch = branch
        var bit: UInt32 = 16
        while branch.kind == .node, bit > 0 {
            bit -= 1
            branch = self.branch(branch, ipv4 >> bit & 1 == 1)
        }
        return branch.kind == .place ? Entry(offset: branch.number) : nil
    }

    /// One step down the tree.
    private func branch(_ branch: Branch, _ isRight: Bool) -> Branch {
        guard branch.kind == .node else { return branch }
        var node = unsafe MMDB_search_node_s()
        guard unsafe MMDB_read_node(handle, branch.number, &node) == MMDB_SUCCESS else {
            return Branch(number: 0, kind: .nothing)
        }
        let type = unsafe isRight ? node.right_record_type : node.left_record_type
        switch Int32(type) {
        case Int32(MMDB_RECORD_TYPE_SEARCH_NODE):
            let record = unsafe isRight ? node.right_record : node.left_record
            return Branch(number: UInt32(truncatingIfNeeded: record), kind: .node)
        case Int32(MMDB_RECORD_TYPE_DATA):
            let entry = unsafe isRight ? node.right_record_entry : node.left_record_entry
            return unsafe Branch(number: entry.offset, kind: .place)
        default:
            return Branch(number: 0, kind: .nothing)
        }
    }

    /// Where IPv4 begins: at the root, or in a tree of IPv6 behind 96 zero bits.
    private func findIPv4Root() -> Branch {
        var branch = Branch(number: 0, kind: .node)
        guard metadata.ipVersion == 6 else { return branch }
        for _ in 0..<96 { branch = self.branch(branch, false) }
        return branch
    }

    private func lookup<Address>(_ socket: UnsafePointer<Address>) -> Entry? {
        unsafe socket.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe lookup($0) }
    }

    @unsafe private func lookup(_ socket: UnsafePointer<sockaddr>) -> Entry? {
        var code: Int32 = 0
        let result = unsafe MMDB_lookup_sockaddr(handle, socket, &code)
        guard code == MMDB_SUCCESS, unsafe result.found_entry else { return nil }
        return unsafe Entry(offset: result.entry.offset)
    }

    /// Reads the names of a place, in the layouts of GeoIP2, GeoLite2, DB-IP and of flat country files.
    package func facts(_ entry: Entry) -> LocationFacts {
        let country =
            text(entry, "country", "iso_code") ?? text(entry, "registered_country", "iso_code")
            ?? text(entry, "country_code") ?? text(entry, "country")
        var region = text(entry, "subdivisions", "0", "names", "en")
        if let country, let code = text(entry, "subdivisions", "0", "iso_code") {
            region = "\(country)-\(code)"
        }
        return LocationFacts(
            country: country,
            region: region,
            city: text(entry, "city", "names", "en"),
            timeZone: text(entry, "location", "time_zone")
        )
    }

    /// The text at `path`, whose parts are keys or indices; nil where there is none or no text.
    private func text(_ entry: Entry, _ path: StaticString...) -> String? {
        var keys: [UnsafePointer<CChar>?] = unsafe path.map { key in
            // Literals end with a zero byte and live for ever.
            unsafe UnsafeRawPointer(key.utf8Start).assumingMemoryBound(to: CChar.self)
        }
        unsafe keys.append(nil)
        var start = unsafe MMDB_entry_s(mmdb: handle, offset: entry.offset)
        var value = unsafe MMDB_entry_data_s()
        guard unsafe MMDB_aget_value(&start, &value, keys) == MMDB_SUCCESS,
            unsafe value.has_data, unsafe value.type == UInt32(MMDB_DATA_TYPE_UTF8_STRING),
            unsafe value.data_size > 0, let text = unsafe value.utf8_string
        else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: Int(value.data_size))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// 2,000 nodes over the whole tree: damage shows, and a cold file of 100 MB opens in 0.1 s.
    private static let sampledNodes = 2000

    /// Reads places from all over the tree, so that a damaged or foreign file is refused at once and
    /// not with the first visit.
    private func check() throws(LocationError) {
        var hasCountry = false
        let step = max(1, metadata.nodeCount / Self.sampledNodes)
        for number in stride(from: 0, to: metadata.nodeCount, by: step) {
            var node = unsafe MMDB_search_node_s()
            guard unsafe MMDB_read_node(handle, UInt32(number), &node) == MMDB_SUCCESS,
                unsafe node.left_record_type != UInt8(MMDB_RECORD_TYPE_INVALID),
                unsafe node.right_record_type != UInt8(MMDB_RECORD_TYPE_INVALID)
            else { throw .damaged(path: path, reason: "its search tree is broken") }
            let records = unsafe [
                (node.left_record_type, node.left_record_entry.offset),
                (node.right_record_type, node.right_record_entry.offset),
            ]
            for (type, offset) in records where type == UInt8(MMDB_RECORD_TYPE_DATA) {
                let entry = Entry(offset: offset)
                guard isReadable(entry) else {
                    throw .damaged(path: path, reason: "the facts of a place cannot be read")
                }
                hasCountry = hasCountry || facts(entry).country != nil
            }
        }
        guard hasCountry else {
            throw .withoutLocations(path: path, type: metadata.databaseType)
        }
    }

    private func isReadable(_ entry: Entry) -> Bool {
        var start = unsafe MMDB_entry_s(mmdb: handle, offset: entry.offset)
        var list: UnsafeMutablePointer<MMDB_entry_data_list_s>?
        let code = unsafe MMDB_get_entry_data_list(&start, &list)
        unsafe MMDB_free_entry_data_list(list)
        return code == MMDB_SUCCESS
    }
}

extension LocationMetadata {
    @unsafe fileprivate init(_ metadata: MMDB_metadata_s) {
        databaseType = unsafe metadata.database_type.map { unsafe String(cString: $0) } ?? ""
        buildEpochSeconds = Int64(clamping: unsafe metadata.build_epoch)
        ipVersion = Int(unsafe metadata.ip_version)
        nodeCount = Int(unsafe metadata.node_count)
        languages = unsafe (0..<metadata.languages.count).compactMap { index in
            unsafe metadata.languages.names[index].map { unsafe String(cString: $0) }
        }
        let descriptions = unsafe (0..<metadata.description.count).compactMap { index in
            unsafe metadata.description.descriptions[index].map { entry in
                unsafe (
                    String(cString: entry.pointee.language),
                    String(cString: entry.pointee.description)
                )
            }
        }
        description = (descriptions.first { $0.0 == "en" } ?? descriptions.first)?.1 ?? ""
    }
}

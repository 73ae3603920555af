package import CBeaconJSON

/// Reads beacons one at a time; its texts live until the next call.
///
/// One parser belongs to one event loop: it reuses its memory from beacon to beacon.
@safe package final class BeaconParser {
    /// Bytes that must be readable behind a body.
    package static let padding = Int(BEACON_PADDING)

    private let reader: OpaquePointer

    /// Makes a parser; nil only when there is no memory for one.
    package init?() {
        guard let reader = unsafe beacon_reader_new() else { return nil }
        unsafe self.reader = reader
    }

    deinit { unsafe beacon_reader_free(reader) }

    /// Checks the whole text and returns the site, the token and the number of events.
    ///
    /// `body` has ``padding`` readable bytes behind its end.
    package func read(_ body: UnsafeRawBufferPointer) throws(BeaconError) -> SentBeacon {
        var head = unsafe BeaconHead()
        guard let start = body.baseAddress, body.count > 0 else {
            throw BeaconError(BEACON_NOT_JSON)
        }
        let text = unsafe start.assumingMemoryBound(to: CChar.self)
        let fault = unsafe beacon_read(reader, text, body.count, &head)
        guard fault == BEACON_OK else { throw BeaconError(fault) }
        return unsafe SentBeacon(head)
    }

    /// The next event of the beacon read last, nil after the last one.
    package func nextEvent() -> UnsafePointer<BeaconEvent>? {
        unsafe beacon_next_event(reader)
    }
}

extension BeaconText {
    /// The bytes, empty where the member was absent.
    package var buffer: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : Int(length))
    }

    /// The text as a string of its own.
    package var string: String { unsafe String(decoding: buffer, as: UTF8.self) }

    /// Whether the member was there.
    package var isPresent: Bool { unsafe bytes != nil }
}

extension BeaconEvent {
    package var isPageview: Bool { unsafe Int(kind) == BEACON_PAGEVIEW }
}

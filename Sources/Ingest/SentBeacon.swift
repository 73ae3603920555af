internal import CBeaconJSON

/// Whose beacon it is, before its events are looked at; its bytes live in the parser's memory.
@safe package struct SentBeacon {
    /// The id of the site, as sent.
    package let site: UnsafeRawBufferPointer
    /// The consent token; nil where it came without one, or with an empty text.
    package let token: UnsafeRawBufferPointer?
    /// 1 to 100.
    package let eventCount: Int

    init(_ head: BeaconHead) {
        let token = unsafe head.token.buffer
        unsafe site = head.site.buffer
        unsafe self.token = token.isEmpty ? nil : token
        eventCount = unsafe Int(head.event_count)
    }
}

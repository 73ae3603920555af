internal import CMicroHTTPDShim

/// Waits for one of a few descriptors to become readable, with a timeout in nanoseconds.
struct Waiter {
    /// What one wait can watch, the mailbox included; nobody listens on more addresses.
    private static let maximum = 64

    private var descriptors: [Int32] = []
    private var isReadable: [Bool] = []

    /// Watches the mailbox at 0 and the listeners behind it.
    mutating func watch(_ mailbox: Int32, _ listeners: [Listener], _ retiring: [Listener]) {
        descriptors.removeAll(keepingCapacity: true)
        descriptors.append(mailbox)
        for listener in listeners { descriptors.append(listener.epoll) }
        for listener in retiring { descriptors.append(listener.epoll) }
        while isReadable.count < descriptors.count { isReadable.append(false) }
    }

    /// Whether a descriptor became readable within `ns`.
    mutating func wait(ns: Int64) -> Bool {
        unsafe descriptors.withUnsafeBufferPointer { descriptors in
            unsafe isReadable.withUnsafeMutableBufferPointer { isReadable in
                unsafe shim_wait(
                    descriptors.baseAddress,
                    isReadable.baseAddress,
                    Int32(descriptors.count),
                    ns
                )
            }
        }
    }

    /// Whether a descriptor is readable, or may be because it was not watched.
    func isReady(_ position: Int) -> Bool { position >= Self.maximum || isReadable[position] }
}

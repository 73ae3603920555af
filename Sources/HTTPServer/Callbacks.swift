internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import Glibc

// The library's callbacks. They are file-scope functions, for a closure could be isolated to an actor and
// would trap in the loop's thread. Their context is the listener, which outlives its daemon.

private func listener(_ context: UnsafeMutableRawPointer?) -> Listener? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue()
}

func onAccept(
    _ context: UnsafeMutableRawPointer?,
    _ address: UnsafePointer<sockaddr>?,
    _ length: socklen_t
) -> MHD_Result {
    guard let listener = unsafe listener(context),
        let peer = unsafe address.flatMap({ unsafe SocketAddress($0) })
    else { return .NO }
    return listener.loop.admits(peer) ? .YES : .NO
}

func onConnection(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ notice: MHD_ConnectionNotificationCode
) {
    guard let listener = unsafe listener(context), let connection = unsafe connection,
        let slot = unsafe slot
    else { return }
    if notice == .CONNECTION_NOTIFY_STARTED {
        let opened = unsafe listener.loop.opened(connection, on: listener)
        unsafe slot.pointee = Unmanaged.passRetained(opened).toOpaque()
    } else if let known = unsafe slot.pointee {
        unsafe slot.pointee = nil
        let connection = unsafe Unmanaged<Connection>.fromOpaque(known).takeRetainedValue()
        listener.loop.closed(connection, on: listener)
    }
}

/// Called for each request line, before the target is decoded; what is returned is the request's context.
func onURI(
    _ context: UnsafeMutableRawPointer?,
    _ uri: UnsafePointer<CChar>?,
    _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let listener = unsafe listener(context), let uri = unsafe uri,
        let raw = unsafe connection, let connection = unsafe EventLoop.connection(raw)
    else { return nil }
    let target = unsafe RequestTarget(uri)
    unsafe target.hideExcessiveQuery(in: uri)
    let exchange = unsafe listener.loop.began(
        target,
        on: connection,
        raw,
        of: listener
    )
    // The connection keeps it until onCompleted.
    return unsafe Unmanaged.passUnretained(exchange).toOpaque()
}

func onAccess(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ url: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?,
    _ data: UnsafePointer<CChar>?,
    _ size: UnsafeMutablePointer<Int>?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let listener = unsafe listener(context), let url = unsafe url, let method = unsafe method,
        let version = unsafe version, let size = unsafe size, let known = unsafe slot?.pointee
    else { return .NO }
    let loop = listener.loop
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
    if case .readingHeader = exchange.stage {
        return unsafe loop.receivedHeader(of: exchange, url, method, version)
    }
    let count = unsafe size.pointee
    guard count > 0 else { return loop.completed(exchange) }
    unsafe size.pointee = 0
    return unsafe loop.received(UnsafeRawBufferPointer(start: data, count: count), of: exchange)
}

func onCompleted(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ reason: MHD_RequestTerminationCode
) {
    guard let listener = unsafe listener(context), let connection = unsafe connection,
        let slot = unsafe slot, let known = unsafe slot.pointee
    else { return }
    unsafe slot.pointee = nil
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
    unsafe listener.loop.ended(exchange, connection)
}

internal import CMicroHTTPDShim
internal import Glibc
internal import Observability
internal import Synchronization

/// One thread that reads requests, lets the delegate decide them, and answers.
///
/// A turn gathers the requests that wait for a commit, ends them together and writes their answers. To wait,
/// a request is *held*: the library's handler returns without an answer and is called again on the next run.
/// That costs nothing, whereas suspending costs two `epoll_ctl` and a failing `recvfrom`; it is not documented
/// by the library, and a test pins it.
///
/// Everything but ``mailbox``, ``order(_:)`` and ``isCurrentThread`` is confined to the loop's thread once it
/// runs.
@safe
final class EventLoop: @unchecked Sendable {
    /// 2 KiB: the head of the longest answer, with two cookies and a content security policy.
    static let answerHeadBytes = 2048

    let settings: ServerSettings
    let mailbox: Mailbox
    let admissions: Admissions
    let metrics: ServerMetrics
    let log: Log
    let delegate: any LoopDelegate
    let refusals: [Refusal: PreparedResponse]
    private let index: Int
    private let orders = Mutex(Orders())
    private var thread: ServerThread?
    private let threadIdentity = Atomic<UInt>(0)

    var listeners: [Listener] = []
    /// Of a replaced certificate: they only serve the connections they have.
    var retiring: [Listener] = []
    var connections: [Connection] = []
    /// Requests that are answered at the end of the turn.
    var held: [Exchange] = []
    var activity = Activity()
    var suspended = 0
    var nowMs: Int64 = Monotonic.nanoseconds() / 1_000_000
    /// Requests that come now are refused.
    var isRefusing = false
    var spareBuffers: [BodyBuffer] = []

    /// Grows with everything the library tells.
    var progress = 0
    /// Runs since it told anything, though it had work.
    private var fruitlessRuns = 0

    private var waiter = Waiter()
    private var nextSweepMs: Int64 = 0
    private var nextTickMs: Int64 = 0
    private let sweepMs: Int64

    init(
        index: Int,
        settings: ServerSettings,
        delegate: any LoopDelegate,
        admissions: Admissions,
        metrics: ServerMetrics,
        refusals: [Refusal: PreparedResponse],
        log: Log
    ) throws(ServerError) {
        self.index = index
        self.settings = settings
        self.delegate = delegate
        self.admissions = admissions
        self.metrics = metrics
        self.refusals = refusals
        self.log = log
        mailbox = try Mailbox()
        let shortest = min(
            settings.headerDeadlineMs,
            settings.bodyDeadlineMs,
            settings.responseDeadlineMs,
            settings.idleDeadlineMs
        )
        // A tenth late is near enough, and four looks a second at 10,000 connections cost nothing.
        sweepMs = min(max(shortest / 10, 1), 250)
    }

    /// Starts the thread.
    func start() throws(ServerError) {
        thread = try ServerThread(named: "loop-\(index)") { [self] in run() }
    }

    func join() { thread?.join() }

    /// Ends a loop whose server does not start after all.
    func discard() {
        guard thread == nil else {
            order { $0.stopByNs = 0 }
            join()
            return
        }
        for listener in listeners { listener.stop() }
        listeners.removeAll()
    }

    /// Whether the caller is the loop's thread.
    var isCurrentThread: Bool {
        threadIdentity.load(ordering: .relaxed) == UInt(pthread_self())
    }

    // MARK: Orders of other threads

    struct Orders {
        var stopByNs: Int64?
        var material: TLSMaterial?
    }

    func order(_ change: (inout Orders) -> Void) {
        orders.withLock { change(&$0) }
        mailbox.wake()
    }

    // MARK: The thread

    private func run() {
        threadIdentity.store(UInt(pthread_self()), ordering: .relaxed)
        shim_tighten_timers()
        shim_shorten_slices()
        // Puts the listening sockets into their epoll sets.
        for listener in listeners { listener.run() }
        var stopByNs: Int64?
        while stopByNs == nil {
            turn()
            stopByNs = takeOrders()
        }
        if let stopByNs { drain(until: stopByNs) }
        mailbox.shut()
    }

    /// One turn: waits for work if there is none, else gathers, ends the turn and answers.
    func turn(atMostMs: Int64 = 250) {
        if held.isEmpty {
            let isPending = allListeners.contains { $0.isPending }
            let wait = isPending ? pendingWaitMs : min(atMostMs, max(0, nextSweepMs - nowMs))
            let before = progress
            let isReady = runReady(within: wait * 1_000_000, andPending: true)
            fruitlessRuns = isPending && !isReady && progress == before ? fruitlessRuns + 1 : 0
        } else {
            gather()
            endTurn()
        }
        keepHouse()
    }

    /// How long to wait although the library has work.
    ///
    /// A connection whose memory is full, of a chunk's size without end for one, is never done and never
    /// waited for: without a pause the loop would spin until the deadline. An answer that is written piece by
    /// piece makes no noted progress either, but within 64 runs it fills the socket.
    private var pendingWaitMs: Int64 { fruitlessRuns < 64 ? 0 : 1 }

    /// Reads on until most of the busy connections have sent their request, or the window is over.
    private func gather() {
        let busy = activity.busy
        let end = Monotonic.nanoseconds() + settings.gather.windowNs(for: busy)
        while !settings.gather.isEnough(held.count, of: busy) {
            let left = end - Monotonic.nanoseconds()
            guard left > 0, runReady(within: left, andPending: false) else { return }
        }
    }

    func endTurn() {
        delegate.endTurn()
        for exchange in held where !exchange.hasAnswer {
            log.error("a held request was not answered at the end of its turn")
            exchange.respond(refuse(.failed))
        }
        held.removeAll(keepingCapacity: true)
        for listener in allListeners where listener.held > 0 {
            listener.held = 0
            // Once to call the held handlers, which queue the answers, once to write them.
            listener.run()
            listener.run()
        }
        delegate.tick()
    }

    /// Waits for events and lets the library handle them; false when there were none.
    @discardableResult
    private func runReady(within ns: Int64, andPending: Bool) -> Bool {
        let count = listeners.count + retiring.count
        waiter.watch(mailbox.descriptor, listeners, retiring)
        let isReady = waiter.wait(ns: ns)
        refreshClock()
        if isReady, waiter.isReady(0) { deliver() }
        var index = 0
        // The lists may change while they run only at their ends, and not here.
        while index < count {
            let listener =
                index < listeners.count ? listeners[index] : retiring[index - listeners.count]
            if waiter.isReady(index + 1) || listener.hasResumed
                || (andPending && listener.isPending)
            {
                listener.run()
            }
            index += 1
        }
        return isReady
    }

    var allListeners: [Listener] { retiring.isEmpty ? listeners : listeners + retiring }

    private func refreshClock() {
        nowMs = Monotonic.nanoseconds() / 1_000_000
    }

    /// Gives the answers of other threads to their connections.
    func deliver() {
        for (exchange, response) in mailbox.take() { exchange.take(response) }
    }

    private func keepHouse() {
        if nowMs >= nextSweepMs {
            nextSweepMs = nowMs + sweepMs
            sweep()
        }
        guard nowMs >= nextTickMs else { return }
        nextTickMs = nowMs + 1000
        activity.advance()
        retireListeners()
        delegate.tick()
    }

    /// Cuts every connection that is over its deadline or whose peer has closed.
    private func sweep() {
        for connection in connections {
            if connection.deadlineMs <= nowMs {
                if connection.exchange != nil { metrics.cut.add() }
                connection.cut()
            } else if connection.mayHaveEnded {
                connection.mayHaveEnded = false
                if connection.exchange == nil, connection.hasEnded { connection.cut() }
            }
        }
    }

    private func takeOrders() -> Int64? {
        let taken = orders.withLock { orders in
            defer { orders.material = nil }
            return orders
        }
        if let material = taken.material { replaceCertificate(material) }
        return taken.stopByNs
    }

    func refuse(_ refusal: Refusal) -> Response {
        metrics.count(refusal)
        return refusals[refusal].map { .prepared($0) }
            ?? .full(status: 500, headers: [], body: [])
    }
}

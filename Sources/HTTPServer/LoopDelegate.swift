/// What one event loop asks about its requests; called only in that loop's thread.
package protocol LoopDelegate: AnyObject {
    /// Takes a complete request and says when it is answered.
    func handle(_ exchange: Exchange) -> Disposition

    /// Answers every request that ``handle(_:)`` held since the last turn.
    func endTurn()

    /// Called after each turn and at least about once a second.
    func tick()
}

/// When a request is answered.
package enum Disposition: Sendable {
    /// It already is.
    case answered
    /// In this turn's ``LoopDelegate/endTurn()``.
    case heldForTurn
    /// By another thread, exactly once; ``Exchange/takeBody()`` was called before it was told.
    case later
}

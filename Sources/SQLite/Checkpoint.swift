internal import CSQLite

/// How much a checkpoint insists.
package enum CheckpointMode: Sendable {
    /// Moves what no reader needs, waits for nobody, and leaves the log's bytes where they are.
    case passive
    /// Waits for readers, then empties the log file: deleted values are in it until then.
    case truncate

    var code: Int32 {
        switch self {
        case .passive: SQLITE_CHECKPOINT_PASSIVE
        case .truncate: SQLITE_CHECKPOINT_TRUNCATE
        }
    }
}

/// What a checkpoint did.
package struct Checkpoint: Hashable, Sendable {
    /// Whether all of the log is in the database now; false while a reader needs a part of it.
    package let isComplete: Bool
    package let logPages: Int
    package let movedPages: Int
}

/// The moments of an expiry or rewrite between which a crash must do no harm.
enum MaintenanceStep: String, CaseIterable, Sendable {
    case beforeRetiring
    case retiredNotFinished
    case rewriteBegun
    case rewriteCopied
    case rewriteComplete
    case rewriteRenamed
    case rewriteDone
}

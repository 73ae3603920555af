/// The moments of an expiry, rewrite or sealing between which a crash must do no harm.
enum MaintenanceStep: String, CaseIterable, Sendable {
    case beforeRetiring
    case retiredNotFinished
    case rewriteBegun
    case rewriteCopied
    case rewriteComplete
    case rewriteRenamed
    case rewriteDone
    case sealingBegun
    case segmentMade
    case segmentWritten
    case segmentCommitted
    case mergeBegun
    case segmentMerged

    /// Those of an expiry that ends months and rewrites one.
    static let ofExpiry: [MaintenanceStep] = [
        .beforeRetiring, .retiredNotFinished, .rewriteBegun, .rewriteCopied, .rewriteComplete,
        .rewriteRenamed, .rewriteDone,
    ]

    static let ofSealing: [MaintenanceStep] = [
        .sealingBegun, .segmentMade, .segmentWritten, .segmentCommitted,
    ]

    static let ofMerge: [MaintenanceStep] = [
        .mergeBegun, .segmentMerged, .rewriteBegun, .rewriteCopied, .rewriteComplete,
        .rewriteRenamed, .rewriteDone,
    ]
}

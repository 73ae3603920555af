internal import Usage

/// Which rows a rewrite leaves out.
struct RemovalRule {
    /// The first day that is kept, by site.
    var cutoffs: [String: Int32] = [:]
    /// The same for sites that are not in ``cutoffs``.
    var otherCutoff = Int32.min
    /// Whose rows go, by site.
    var visitors: [String: VisitorID] = [:]

    func cutoff(of site: String) -> Int32 { cutoffs[site] ?? otherCutoff }

    /// Whether it leaves out no day.
    var isOfVisitorsOnly: Bool { cutoffs.isEmpty && otherCutoff == .min }
}

/// Takes rows out of batches, and with them the dictionary entries that only they used.
///
/// An entry that stood with a removed row moves to the first row left that uses it, so that nothing
/// of a visitor stays and every code keeps its meaning. Batches come in the order of the log.
struct BatchFilter {
    private struct Entry: Hashable {
        let epoch: UInt64
        let field: Field
        let code: UInt32
    }

    private let rule: RemovalRule
    /// Entries without a row that uses them so far, of epochs that lost rows.
    private var withheld: [Entry: NewValue] = [:]
    private var changedEpochs: Set<UInt64> = []

    init(_ rule: RemovalRule) { self.rule = rule }

    /// How many rows of `batch` it took out; nil where the batch stays as it is.
    mutating func filter(_ batch: inout LogBatch, of site: String) -> Int? {
        let visitor = rule.visitors[site]?.value
        let before = batch.rows.count
        if let visitor { batch.rows.removeAll { $0.visitor == visitor } }
        let removed = before - batch.rows.count
        guard removed > 0 || changedEpochs.contains(batch.epoch) else { return nil }
        changedEpochs.insert(batch.epoch)
        for value in batch.newValues {
            withheld[Entry(epoch: batch.epoch, field: value.field, code: value.code)] = value
        }
        batch.newValues.removeAll(keepingCapacity: true)
        for row in batch.rows {
            for field in Field.allCases {
                let entry = Entry(epoch: batch.epoch, field: field, code: row.code(field))
                if let value = withheld.removeValue(forKey: entry) { batch.newValues.append(value) }
            }
        }
        return removed
    }
}

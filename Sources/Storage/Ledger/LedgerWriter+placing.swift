internal import Consent

extension LedgerWriter {
    /// The drafts at the places they will have, each after the record of its consent id that it
    /// replaces; `latest` answers from memory, if it can.
    func placed(
        _ drafts: [ConsentRecordDraft],
        latest: (ConsentID) -> LedgerNames.Place?
    ) throws(StorageError) -> [ConsentRecord] {
        var before: [ConsentID: [LedgerNames.Place]] = [:]
        var records: [ConsentRecord] = []
        for draft in drafts {
            let sequence = frontier.size + UInt64(records.count) + 1
            guard let id = draft.record.consentID else {
                records.append(draft.record.placed(at: sequence, after: nil))
                continue
            }
            var record = draft.record
            let untilMs = draft.isHistory ? record.atMs : .max
            var replaced = draft.isHistory ? nil : latest(id)
            if replaced == nil { replaced = try names.latest(of: id, untilMs: untilMs) }
            for place in before[id, default: []] where place.atMs <= untilMs {
                if let other = replaced, other.isLater(than: place) { continue }
                replaced = place
            }
            if let replaced, record.atMs < replaced.atMs {
                record = record.made(atMs: replaced.atMs)
            }
            before[id, default: []].append(.init(atMs: record.atMs, sequence: sequence))
            records.append(record.placed(at: sequence, after: replaced?.sequence))
        }
        return records
    }
}

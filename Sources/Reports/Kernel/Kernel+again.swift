extension Kernel {
    /// Goes through the events that were counted once more, on as many threads as before.
    ///
    /// `visit` gets the number of its thread, some thousand events, and what finds their groups: that
    /// gives the events with their groups to whoever calls it, goal by goal where a dimension is one.
    func again(
        _ visit: (
            _ part: Int,
            _ chunk: Chunk,
            _ group: ((_ chunk: Chunk, _ groups: Lane<UInt32>) -> Void) -> Void
        ) -> Void
    ) {
        guard let singleEvents else { return }
        TwoThreads.run(Array(parts.indices)) { part in
            let (rows, names) = parts[part]
            singleEvents.run(part) { chunk in
                visit(part, chunk) { take in
                    scan.group(chunk, in: rows) { chunk in
                        let groups = rows.groups
                        for index in 0..<chunk.count { groups[index] = names[Int(groups[index])] }
                        take(chunk, groups)
                    }
                }
            }
        }
    }
}

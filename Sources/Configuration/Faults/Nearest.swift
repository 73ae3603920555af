/// The candidate a misspelt word was most likely meant to be; nil when none is near.
///
/// Near is up to two edits, or one in three letters of a long word.
func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(2, word.count / 3)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
        let distance = editDistance(word, candidate)
        // A word shares at least a letter with what it was meant to be.
        guard distance <= limit, distance < max(word.count, candidate.count) else { continue }
        if let current = best, current.distance <= distance { continue }
        best = (distance, candidate)
    }
    return best?.candidate
}

/// How many letters must be inserted, removed, changed or swapped with their neighbour, in words
/// of up to 64 letters (optimal string alignment).
func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.lowercased().prefix(64))
    let right = Array(right.lowercased().prefix(64))
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 1...left.count {
        var current = [row]
        for column in 1...right.count {
            let isSame = left[row - 1] == right[column - 1]
            var cost = min(
                last[column] + 1,
                current[column - 1] + 1,
                last[column - 1] + (isSame ? 0 : 1)
            )
            if row > 1, column > 1, left[row - 1] == right[column - 2],
                left[row - 2] == right[column - 1]
            {
                cost = min(cost, beforeLast[column - 2] + 1)
            }
            current.append(cost)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}

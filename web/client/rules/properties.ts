/** At most 30 properties: numbers stay, nothing stays away, all else becomes text. */
export function propertiesOf(given: { [name: string]: unknown } = {}): { [name: string]: unknown } {
    return Object.fromEntries(
        Object.entries(given)
            .filter(([, value]) => value != null)
            .slice(0, 30)
            .map(([name, value]) => [name, Number.isFinite(value) ? value : `${value}`.slice(0, 500)]),
    );
}

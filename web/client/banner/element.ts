type Child = Node | string | false | null | undefined;

/** An element with attributes and children; text never becomes markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
    name: Name,
    attributes: { [attribute: string]: string | false | null | undefined } = {},
    ...children: Child[]
): HTMLElementTagNameMap[Name] {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
        if (value || value === "") made.setAttribute(attribute, value);
    }
    made.append(...children.filter((child): child is Node | string => !!child));
    return made;
}

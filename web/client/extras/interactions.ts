import type { Host } from "../types";

const FILE = /\.(pdf|docx?|xlsx?|pptx?|odt|ods|csv|txt|zip|gz|7z|rar|dmg|exe|msi|apk|deb|mp3|mp4|mov|webm)$/i;

/**
 * Attributes and links that report: `data-assent-event` on anything, and with `data-links` on the
 * script tag also outbound links, downloads and submitted forms (their names, never a value).
 */
export function watchInteractions(host: Host) {
    const withLinks = "links" in host.data;

    const named = (target: Element | null) => {
        const marked = target?.closest<HTMLElement>("[data-assent-event]");
        if (!marked) return;
        const props: { [name: string]: string } = {};
        for (const [name, value] of Object.entries(marked.dataset)) {
            const property = /^assentProp([A-Z].*)$/.exec(name);
            if (property) props[property[1][0].toLowerCase() + property[1].slice(1)] = value!;
        }
        host.event(marked.dataset.assentEvent!, { props });
    };

    const followed = (target: Element | null) => {
        const link = target?.closest<HTMLAnchorElement>("a[href]");
        if (!withLinks || !link || !/^https?:$/.test(link.protocol)) return;
        const url = link.origin + link.pathname;
        if (link.host !== location.host) host.event("Outbound Link", { props: { url } });
        else if (FILE.test(link.pathname)) host.event("File Download", { props: { url } });
    };

    for (const kind of ["click", "auxclick"]) {
        document.addEventListener(
            kind,
            (event) => {
                const target = event.target instanceof Element ? event.target : null;
                if (kind === "auxclick" && (event as MouseEvent).button !== 1) return;
                if (target?.closest("form[data-assent-event]") === null) named(target);
                followed(target);
            },
            true,
        );
    }
    document.addEventListener(
        "submit",
        ({ target }) => {
            const form = target as HTMLFormElement;
            if (form.dataset.assentEvent) named(form);
            else if (withLinks) {
                const name = form.getAttribute("name") || form.id;
                if (name) host.event("Form Submit", { props: { name } });
            }
        },
        true,
    );
    if (withLinks && document.querySelector('meta[name="assent-status"][content="404"]')) {
        host.event("404", { props: { path: location.pathname } });
    }
}

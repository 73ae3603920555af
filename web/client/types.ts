// What the page side and the collector say to each other, and what its three scripts share.

/** The categories a visitor decides about; essential is always granted. */
export type Category = "functional" | "analytics" | "marketing";
export type Choices = Record<Category, boolean>;
export type Mechanism = "accept_all" | "reject_all" | "save" | "withdraw" | "gpc" | "api";

export interface Service {
    id: string;
    title: string;
    /** Names of cookies and storage keys; a `*` at the end stands for any ending. */
    cookies?: (string | { name: string; lifetime?: string })[];
    recipient?: string;
    privacy_url?: string;
}

export interface NoticeCategory {
    id: Category | "essential";
    required: boolean;
    title: string;
    text: string;
    services?: Service[];
}

/** `GET /v1/notice`. */
export interface Notice {
    hash: string;
    /** What decides whether an earlier choice still holds. */
    material?: string;
    language: string;
    direction?: "ltr" | "rtl";
    audience?: string;
    layout?: string;
    position?: string;
    gpc?: boolean;
    categories: NoticeCategory[];
    texts: { [name: string]: string | undefined };
    shown?: string;
}

/** The answer to `POST /v1/consent`. */
export interface Recorded {
    token: string;
    record?: string;
    choices?: Partial<Choices>;
    expires: string | number;
}

/** The choice as the browser keeps it; after a refusal nothing in it is one visitor's alone. */
export interface Held {
    token: string;
    choices: Choices;
    hash: string;
    material?: string;
    /** Milliseconds since 1970; midnight for a refusal. */
    expires: number;
    /** The UTC day the notice was last looked at, in days since 1970. */
    day: number;
    /** The language asked for, and what the re-open button says in it. */
    lang: string;
    label?: string;
    /** Only where something was granted. */
    record?: string;
    at?: number;
    /** The visitor withdrew, and the collector has not recorded it yet. */
    isOwed?: boolean;
}

/** An event as `POST /v1/events` takes it. */
export interface UsageEvent {
    type: "pageview" | "engagement" | "event";
    id: string;
    [member: string]: unknown;
}

export interface Outcome {
    stored: number;
    withheld: number;
    refused: number;
    reasons?: { [reason: string]: number };
}

export interface EventOptions {
    props?: { [name: string]: unknown };
    category?: Category;
}

/** What the core lends to the scripts it loads later. */
export interface Host {
    /** The attributes of the script tag. */
    data: DOMStringMap;
    site: string;
    /** The collector's address, up to its last slash. */
    base: string;
    lang: string;
    gpc: boolean;
    /** The choice in force; all false where there is none. */
    choices(): Choices;
    /** What is kept in the browser, also where it no longer holds. */
    held(): Held | null;
    /** Keeps a choice; a stale one is not in force. */
    hold(held: Held | null, isStale?: boolean): void;
    notice(isFresh?: boolean): Promise<Notice>;
    /** Loads the stylesheet, unless the site brings its own. */
    style(): Promise<void>;
    /** Resolves to whether the choice was recorded. */
    choose(choices: Choices, mechanism: Mechanism): Promise<boolean | undefined>;
    event(name: string, options?: EventOptions): void;
    /** Queues an event whose category has been checked. */
    send(event: UsageEvent): void;
    /** Hands over what waits, because the page is being left. */
    leave(): void;
    /** Offers to load the page again, because what was withdrawn still runs. */
    offerReload(): void;
    /** Called with the choice before and after each change. */
    changed(listener: ChangeListener): void;
}

export type ChangeListener = (now: Choices, before: Choices) => void;

/** What the part that is loaded for choosing offers to the core. */
export interface ConsentPart {
    /**
     * Shows the banner; by the visitor's wish the present choices are shown and the focus moves.
     * Without a word it comes up by itself, and that is counted.
     */
    open(byVisitor?: boolean): Promise<void>;
    /** Compares the choice held with the notice of today. */
    look(): Promise<void>;
    choose: Host["choose"];
    /** Offers to load the page again. */
    reload(): Promise<void>;
    /** Does what a page's own control stands for: its name in cookieconsent, `open` or `opt-out`. */
    act(name?: string): Promise<void>;
}

export interface Assent {
    (command: string, ...rest: unknown[]): unknown;
    q?: ArrayLike<unknown>[];
    host?: Host;
    part?: ConsentPart;
    /** Offered by the usage part. */
    event?: Host["event"];
}

declare global {
    interface Window {
        assent?: Assent;
        trustedTypes?: {
            createPolicy<Rules extends { [kind: string]: (text: string) => string }>(
                name: string,
                rules: Rules,
            ): Rules;
        };
    }
    interface Navigator {
        globalPrivacyControl?: boolean;
    }
}

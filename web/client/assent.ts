declare const BANNER_SCRIPT: string;
export const bannerScript = BANNER_SCRIPT;

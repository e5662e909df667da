// The browser did not take the session's cookie.

export class NoCookies extends Error {}

// The first script of every page, in JavaScript that old browsers read too: it says why the page's program does not start, and gets it.
(function () {
    "use strict";

    var FIRST_WAIT = 1000;
    var LONGEST_WAIT = 15000;

    function whenRead(work) {
        if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", work);
        else work();
    }

    /** The fallback's part for a reason ("loading", "trying", "browser") in place of the others. The program replaces the fallback. */
    function show(why) {
        whenRead(function () {
            var parts = document.querySelectorAll(".fallback [data-why]");
            for (var i = 0; i < parts.length; i += 1) parts[i].hidden = parts[i].getAttribute("data-why") !== why;
        });
    }

    function isLoading() {
        return document.readyState === "loading" || document.querySelector(".fallback") !== null;
    }

    // A browser does not fetch a module again that failed once, so the page is loaded again; first it is made sure that it can be.
    function tryAgain(address, wait) {
        function later() {
            tryAgain(address, Math.min(2 * wait, LONGEST_WAIT));
        }
        setTimeout(function () {
            fetch(address, { cache: "no-store" }).then(function (response) {
                if (response.ok) location.reload();
                else later();
            }, later);
        }, wait * (0.5 + Math.random() / 2));
    }

    var isTrying = false;
    function onError(event) {
        if (!isLoading()) return;
        // A script that did not come has no message; one that this browser does not understand has.
        if (event.error instanceof SyntaxError) return show("browser");
        if (isTrying || !event.target || event.target.tagName !== "SCRIPT") return;
        isTrying = true;
        show("trying");
        tryAgain(event.target.src, FIRST_WAIT);
    }

    window.addEventListener("error", onError, true);
    if (!("noModule" in document.createElement("script"))) show("browser");
})();

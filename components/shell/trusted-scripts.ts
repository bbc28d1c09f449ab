// What may become a script in a page of ours: the build's own files. Everything else that reaches a dangerous place of the DOM
// is refused by the browser (Trusted Types, CHECKS H24); the content policy says so, this says what is trusted.
// Where a translator or an extension changed the page before it came alive, React makes it anew: first an empty script, then these
// very words in it, which do not run a second time.
export const TRUSTED_SCRIPTS =
  "window.trustedTypes&&function(own){trustedTypes.createPolicy('default',{" +
  "createScriptURL:function(u){var a=new URL(u,location.origin);return a.origin===location.origin&&a.pathname.indexOf('/_next/static/')===0?u:null}," +
  "createHTML:function(h){return h===own||h==='<scr'+'ipt></scr'+'ipt>'?h:null}" +
  "})}(document.currentScript.textContent)";

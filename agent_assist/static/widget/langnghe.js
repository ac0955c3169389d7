// The one tag: <script src="…/widget/langnghe.js" data-company="Nhà Sen" data-lang="vi" async></script>
// data-theme="light|dark" where the page does not say it itself. The rest is fetched from where this file came from.
(() => {
  const tag = document.currentScript;
  import(new URL("widget.js", tag.src)).then(({ begin }) => begin({ ...tag.dataset, origin: new URL(tag.src).origin }));
})();

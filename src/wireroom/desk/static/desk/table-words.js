/* The menu of a table in the desk's language. No module: the tables are made as soon as the page is there. */
(function () {
  if (!window.Handsontable) return;
  const words = JSON.parse(document.currentScript.dataset.words);
  const keys = window.Handsontable.languages.dictionaryKeys;
  const dictionary = { languageCode: document.documentElement.lang };
  for (const [name, word] of Object.entries(words)) dictionary[keys[`CONTEXTMENU_ITEMS_${name}`]] = word;
  window.Handsontable.languages.registerLanguageDictionary(dictionary);
})();

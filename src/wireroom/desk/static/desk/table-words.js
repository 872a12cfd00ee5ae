/* The menu of a table in the desk's language: known before the tables are made, when the page has been read. */
(function () {
  const words = JSON.parse(document.currentScript.dataset.words);

  const register = () => {
    if (!window.Handsontable) return;
    const keys = window.Handsontable.languages.dictionaryKeys;
    const dictionary = { languageCode: "en" }; // which Wagtail asks for, whoever looks
    for (const [name, word] of Object.entries(words)) dictionary[keys[`CONTEXTMENU_ITEMS_${name}`]] = word;
    window.Handsontable.languages.registerLanguageDictionary(dictionary);
  };

  window.addEventListener("DOMContentLoaded", register, { capture: true });
})();

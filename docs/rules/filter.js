// A field above the table of rules. Rows stay that have, for each of its words, a word that begins so.
// ?q=WORDS fills the field.
const place = document.getElementById("rule-filter")
const table = place && place.parentElement.querySelector("table")
if (table) {
  const field = document.createElement("input")
  const count = document.createElement("output")
  field.type = "search"
  field.placeholder = "Filter: SK3 safe error …"
  field.setAttribute("aria-label", "Filter the rules")
  field.value = new URLSearchParams(location.search).get("q") || ""
  field.style.cssText = "width: 60%; padding: .4em .6em; margin-right: 1em; border: 1px solid currentColor; border-radius: .2em; color: inherit; background: none; font: inherit"
  const rows = [...table.tBodies[0].rows]
  const texts = rows.map(row => [...row.cells].map(cell => ` ${cell.textContent}`).join("").toLowerCase())
  const filter = () => {
    const words = field.value.toLowerCase().trim().split(/\s+/)
    rows.forEach((row, index) => (row.hidden = !words.every(word => texts[index].includes(` ${word}`))))
    const left = rows.filter(row => !row.hidden).length
    count.textContent = `${left} of ${rows.length} rules`
  }
  field.addEventListener("input", filter)
  place.append(field, count)
  filter()
}

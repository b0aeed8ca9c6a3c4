// A field below which offers are listed while words are typed: a combobox by the practices of WAI-ARIA. Who uses it says
// what fits and what follows from a choice; without scripts the field stays as it is.
const PAUSE_MS = 150

// address: where offers are asked for. shortest: fewer letters offer nothing. offersOf (answer): its offers. textOf (offer):
// what is read of one. chosen (offer, say): what follows when one is chosen; say tells a screen reader.
export function combobox (input, { address, shortest, offersOf, textOf, chosen }) {
  const list = document.createElement('ul')
  const said = document.createElement('div')
  list.id = `${input.id}-offered`
  list.className = 'app-offered'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', input.labels[0].textContent.trim())
  said.className = 'govuk-visually-hidden'
  said.setAttribute('role', 'status')
  const attributes = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id }
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value)
  input.after(list, said)

  let timer
  let asked = 0
  let at = -1
  let offered = []

  const options = () => [...list.children]
  const say = (words) => { said.textContent = words }

  function close () {
    // An answer that is still on its way comes too late.
    asked++
    list.hidden = true
    at = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }

  function mark (place) {
    at = place
    options().forEach((option, number) => option.setAttribute('aria-selected', String(number === at)))
    input.setAttribute('aria-activedescendant', options()[at].id)
    options()[at].scrollIntoView({ block: 'nearest' })
  }

  function choose (place) {
    clearTimeout(timer)
    close()
    chosen(offered[place], say)
  }

  function offer (offers) {
    offered = offers
    list.replaceChildren(...offers.map((each, number) => {
      const option = document.createElement('li')
      option.id = `${list.id}-${number}`
      option.setAttribute('role', 'option')
      option.setAttribute('aria-selected', 'false')
      option.textContent = textOf(each)
      // The field would lose the focus, and the list would close, before a click is over.
      option.addEventListener('mousedown', (event) => event.preventDefault())
      option.addEventListener('click', () => choose(number))
      return option
    }))
    at = -1
    input.removeAttribute('aria-activedescendant')
    list.hidden = offers.length === 0
    input.setAttribute('aria-expanded', String(!list.hidden))
  }

  async function ask () {
    const words = input.value.trim()
    if (words.length < shortest) return close()
    const number = ++asked
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: words })}`, { redirect: 'error' })
      const found = await answer.json()
      if (number !== asked || document.activeElement !== input) return
      offer(offersOf(found))
      say(found.told)
    } catch {
      if (number === asked) close()
    }
  }

  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(ask, PAUSE_MS)
  })
  input.addEventListener('blur', close)
  input.addEventListener('keydown', (event) => {
    const count = list.hidden ? 0 : options().length
    if (event.key === 'Escape' && count) {
      close()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!count) return
      mark((at + (event.key === 'ArrowDown' ? 1 : -1) + count + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) % count)
    } else if (event.key === 'Enter' && at >= 0 && !event.ctrlKey) {
      choose(at)
    } else {
      return
    }
    event.preventDefault()
  })
}

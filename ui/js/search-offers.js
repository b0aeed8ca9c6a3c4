// The search box: while words are typed, words, cases and bodies that go on like them are offered below it. Without
// this script the form is sent as it stands.
const PAUSE_MS = 150
const SHORTEST = 3

function enhance (input) {
  const list = document.createElement('ul')
  const said = document.createElement('div')
  list.id = `${input.id}-offered`
  list.className = 'app-offered'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', input.labels[0].textContent.trim())
  said.className = 'govuk-visually-hidden'
  said.setAttribute('role', 'status')
  // A field of the type "search" may not be a combobox.
  input.type = 'text'
  const attributes = {
    role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id,
    autocomplete: 'off', enterkeyhint: 'search'
  }
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value)
  input.after(list, said)

  let timer
  let asked = 0
  let at = -1

  const options = () => [...list.children]

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

  function choose (option) {
    clearTimeout(timer)
    close()
    if (option.dataset.href) return window.location.assign(option.dataset.href)
    input.value = option.dataset.words
    input.form.requestSubmit()
  }

  function offer (offers) {
    list.replaceChildren(...offers.map((each, number) => {
      const option = document.createElement('li')
      option.id = `${list.id}-${number}`
      option.setAttribute('role', 'option')
      option.setAttribute('aria-selected', 'false')
      if (each.href) option.dataset.href = each.href
      if (each.words) option.dataset.words = each.words
      option.textContent = each.text
      // The field would lose the focus, and the list would close, before a click is over.
      option.addEventListener('mousedown', (event) => event.preventDefault())
      option.addEventListener('click', () => choose(option))
      return option
    }))
    at = -1
    input.removeAttribute('aria-activedescendant')
    list.hidden = offers.length === 0
    input.setAttribute('aria-expanded', String(!list.hidden))
  }

  async function ask () {
    const words = input.value.trim()
    if (words.length < SHORTEST) return close()
    const number = ++asked
    try {
      const answer = await fetch(`${input.dataset.offers}?${new URLSearchParams({ q: words })}`, { redirect: 'error' })
      const found = await answer.json()
      if (number !== asked || document.activeElement !== input) return
      offer(found.offers)
      said.textContent = found.told
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
      choose(options()[at])
    } else {
      return
    }
    event.preventDefault()
  })
}

document.querySelectorAll('[data-offers]').forEach(enhance)

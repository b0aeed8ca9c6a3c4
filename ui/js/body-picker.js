// A field for a commission or court: while words are typed, the bodies that fit are offered below it. Without this
// script the words are sent with the form, and the page asks which body is meant.
const PAUSE_MS = 150

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
  input.removeAttribute('list')
  const attributes = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id }
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value)
  input.after(list, said)

  let timer
  let asked = 0
  let at = -1

  const options = () => [...list.children]

  function close () {
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
    input.value = option.dataset.code
    said.textContent = option.textContent
    const hint = document.getElementById(`${input.id}-hint`)
    if (hint) hint.textContent = option.dataset.name
    close()
    input.dispatchEvent(new Event('change', { bubbles: true }))
  }

  function offer (bodies) {
    list.replaceChildren(...bodies.map((body, number) => {
      const option = document.createElement('li')
      option.id = `${list.id}-${number}`
      option.setAttribute('role', 'option')
      option.setAttribute('aria-selected', 'false')
      option.dataset.code = body.code
      option.dataset.name = body.name
      option.textContent = `${body.name} (${body.code})`
      // The field would lose the focus, and the list would close, before a click is over.
      option.addEventListener('mousedown', (event) => event.preventDefault())
      option.addEventListener('click', () => choose(option))
      return option
    }))
    at = -1
    input.removeAttribute('aria-activedescendant')
    list.hidden = bodies.length === 0
    input.setAttribute('aria-expanded', String(!list.hidden))
  }

  async function ask () {
    const number = ++asked
    const words = input.value.trim()
    if (words.length < 2) return close()
    try {
      const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: words })}`, { redirect: 'error' })
      const found = await answer.json()
      if (number !== asked || document.activeElement !== input) return
      offer(found.bodies)
      said.textContent = found.told
    } catch {
      close()
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

document.querySelectorAll('[data-suggest]').forEach(enhance)

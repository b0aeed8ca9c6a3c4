// The intake form, improved: what is typed is kept as a draft every few seconds, and Ctrl+Enter goes on. Without this
// script the buttons of the form do the same.
const EVERY_MS = 5000

const form = document.getElementById('intake')
const state = document.getElementById('draft-state')

let changed = false
let changedSincePreview = false
let leaving = false
let saving = false

function fields () {
  return form.elements
}

async function save () {
  if (!changed || saving || leaving) return
  saving = true
  changed = false
  try {
    const answer = await fetch(form.dataset.save, {
      method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' }, redirect: 'error'
    })
    await told(answer)
  } catch {
    changed = true
    state.textContent = form.dataset.offline
  }
  saving = false
}

async function told (answer) {
  const said = await answer.json()
  state.textContent = said.told
  if (answer.ok) {
    fields().namedItem('form_id').value = said.form_id
    fields().namedItem('draft_version').value = said.version
    fields().namedItem('owner').value = said.owner
  } else if (said.login) {
    const way = document.createElement('a')
    way.href = said.login
    way.className = 'govuk-link'
    way.textContent = form.dataset.login
    state.append(' ', way)
    leaving = true
  }
}

function go (event) {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  const registers = document.getElementById('preview') && !changedSincePreview
  form.requestSubmit(form.querySelector(`button[value=${registers ? 'register' : 'preview'}]`))
}

if (form) {
  form.querySelector('[data-keys]').hidden = false
  form.addEventListener('input', () => { changed = changedSincePreview = true })
  form.addEventListener('change', () => { changed = changedSincePreview = true })
  form.addEventListener('keydown', go)
  form.addEventListener('submit', () => { leaving = true })
  window.addEventListener('pageshow', () => { leaving = false })
  setInterval(save, EVERY_MS)
  document.addEventListener('visibilitychange', () => { if (document.hidden) save() })
}

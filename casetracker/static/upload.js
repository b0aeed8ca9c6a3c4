// Shows how far an upload is. Without this script the form is sent as every form is, and what the server answers is
// the same page in both cases.
function watch (form) {
  const words = form.dataset
  const state = form.querySelector('[data-upload-state]')
  const told = form.querySelector('[data-upload-told]')
  const button = form.querySelector('button')

  function say (sentence) {
    if (told.textContent !== sentence) told.textContent = sentence
  }

  function begin () {
    const request = new window.XMLHttpRequest()
    request.upload.addEventListener('progress', (step) => {
      const percent = step.lengthComputable ? Math.floor(100 * step.loaded / step.total) : 0
      state.querySelector('progress').value = percent
      // A reader who listens hears every tenth.
      say(percent < 100 ? words.sending.replace('{percent}', String(percent - percent % 10)) : words.checking)
    })
    request.addEventListener('load', () => show(request, form))
    request.addEventListener('error', () => {
      state.hidden = true
      button.disabled = false
      say(words.failed)
    })
    request.open('POST', form.action)
    request.send(new window.FormData(form))
    state.hidden = false
    button.disabled = true
  }

  form.addEventListener('submit', (event) => {
    const files = [...form.querySelector('input[type=file]').files]
    if (!files.length) return
    event.preventDefault()
    const size = files.reduce((sum, file) => sum + file.size, 0)
    if (size > Number(words.mostBytes)) say(words.tooLarge)
    else begin()
  })
}

// A form that was taken leads to the case file; one that was not comes back with its sentences.
function show (request, form) {
  const page = new window.DOMParser().parseFromString(request.responseText, 'text/html')
  const main = page.querySelector('main')
  const again = main?.querySelector('form[data-upload]')
  if (!again) {
    window.location.assign(request.responseURL || form.action)
    return
  }
  document.title = page.title
  document.querySelector('main').replaceWith(main)
  watch(again)
  main.querySelector('.govuk-error-summary, #what-became')?.focus()
}

const form = document.querySelector('form[data-upload]')
if (form) watch(form)

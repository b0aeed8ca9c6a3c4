// Builds everything in casetracker/static from ui/ and node_modules. The folder is emptied first, so a file that is
// no longer built cannot linger, and nothing depends on time or machine, so a rebuild gives the same bytes.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const out = join(here, '..', 'casetracker', 'static')

const SUBSETS = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext']
const FONT = '@fontsource-variable/source-sans-3'

const source = (...path) => join(modules, ...path)
const read = (path) => readFileSync(path, 'utf8')

function put (name, content) {
  const target = join(out, name)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, content)
}

function copy (from, name) {
  put(name, readFileSync(from))
}

// Same rule as casetracker/web/rendering.py `asset`: a file referred to by another built file needs its version too.
function versioned (name) {
  const digest = createHash('sha256').update(readFileSync(join(out, name))).digest('hex')
  return `${name}?v=${digest.slice(0, 12)}`
}

// Source maps are not shipped: the comment would make every browser with open tools ask for a missing file.
const withoutSourceMap = (text) => text.replace(/\s*(\/\/|\/\*)# sourceMappingURL=\S+( \*\/)?\s*$/, '\n')

function fonts () {
  const ranges = JSON.parse(read(source(FONT, 'unicode.json')))
  return SUBSETS.map((subset) => {
    const name = `fonts/source-sans-3-${subset}.woff2`
    copy(source(FONT, 'files', `source-sans-3-${subset}-wght-normal.woff2`), name)
    return `@font-face{font-family:"Source Sans 3";font-style:normal;font-weight:200 900;font-display:swap;` +
      `src:url("${versioned(name)}") format("woff2");unicode-range:${ranges[subset]}}`
  }).join('\n')
}

function styles (fontFaces) {
  const result = sass.compile(join(here, 'sass', 'app.scss'), {
    loadPaths: [modules],
    style: 'compressed',
    quietDeps: true
  })
  const charset = '@charset "UTF-8";'
  put('app.css', `${charset}\n${fontFaces}\n${result.css.replace(/^\uFEFF/, '').replace(charset, '')}\n`)
}

function scripts () {
  put('govuk-frontend.min.js', withoutSourceMap(read(source('govuk-frontend', 'dist', 'govuk', 'govuk-frontend.min.js'))))
  for (const name of ['combobox.js', 'intake.js', 'import-progress.js']) copy(join(here, 'js', name), name)
  const imports = { 'app.js': 'govuk-frontend.min.js', 'body-picker.js': 'combobox.js', 'search-offers.js': 'combobox.js' }
  for (const [name, used] of Object.entries(imports)) put(name, read(join(here, 'js', name)).replace(used, versioned(used)))
  copy(join(here, 'js', 'upload.js'), 'upload.js')
}

function apiDocs () {
  for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css']) {
    put(`swagger-ui/${name}`, withoutSourceMap(read(source('swagger-ui-dist', name))))
  }
  copy(join(here, 'js', 'api-docs.js'), 'swagger-ui/api-docs.js')
}

function licences () {
  cpSync(join(here, 'licences'), join(out, 'licences'), { recursive: true })
  copy(source(FONT, 'LICENSE'), 'licences/source-sans-3.txt')
  copy(source('swagger-ui-dist', 'LICENSE'), 'licences/swagger-ui.txt')
  copy(source('swagger-ui-dist', 'NOTICE'), 'licences/swagger-ui-notice.txt')
  copy(source('swagger-ui-dist', 'swagger-ui-bundle.js.LICENSE.txt'), 'licences/swagger-ui-bundled.txt')
}

rmSync(out, { recursive: true, force: true })
styles(fonts())
scripts()
apiDocs()
copy(join(here, 'js', 'passkeys.js'), 'passkeys.js')
copy(join(here, 'images', 'favicon.svg'), 'favicon.svg')
licences()

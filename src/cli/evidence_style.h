// What the evidence page looks like, on a screen and on paper.
//
// A mention is told by three things, so that it can be told without colour: a tint, the style of
// its underline and the sign of its type behind it. The colours are those of Okabe and Ito, which
// people with any colour vision tell apart, darkened where a thin line needs it.
#pragma once

#include <cstddef>
#include <string_view>

namespace wutong::cli {

// The styles t0, t1, ... for entity types in the schema's order; then they repeat.
inline constexpr std::size_t kTypeStyles = 9;

inline constexpr std::string_view kEvidenceStyle = R"(
.t0 { --line: #0072b2; --tint: #dcecf8; --how: solid; }
.t1 { --line: #009e73; --tint: #d8f3e9; --how: dashed; }
.t2 { --line: #d55e00; --tint: #fce5d6; --how: solid; }
.t3 { --line: #aa3377; --tint: #f7e1ef; --how: dotted; }
.t4 { --line: #8a6d00; --tint: #fbf3c0; --how: double; }
.t5 { --line: #555555; --tint: #ebebeb; --how: solid; }
.t6 { --line: #332288; --tint: #e5e3f8; --how: dashed; }
.t7 { --line: #117a8b; --tint: #d5f1f4; --how: double; }
.t8 { --line: #b26b00; --tint: #ffeccb; --how: dotted; }
.m { color: inherit; background: var(--tint); text-decoration: underline var(--how) var(--line) 2px;
  text-underline-offset: .22em; text-decoration-skip-ink: none; border-radius: 2px;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.m.in { font-style: italic; }
.m[data-t]::after { content: attr(data-t); position: absolute; margin: -1em 0 0 -1.05em;
  font-size: .55em; color: var(--line); }
body { margin: 0; }
header, .contents { padding: .6em 1.5em; border-bottom: 1px solid #bbb; }
header h1, header p, header ul { margin: .2em 0; }
header p { color: #555; font-size: .85em; overflow-wrap: anywhere; }
.legend, .row { list-style: none; padding: 0; }
.legend li { display: inline-block; margin-right: 1.2em; }
.cols { display: grid; grid-template-columns: minmax(0, 1fr) minmax(20rem, 27rem); }
.text td { white-space: pre-wrap; line-height: 2; }
.text.two th:first-child { width: 2em; }
.text.two th:nth-child(2) { width: 55%; }
.found { color: #666; font-size: .9em; }
.found .c { color: #a01818; }
.toggle { margin-left: 1.5em; }
.toggle:not(:checked) ~ .cols .text .found,
.toggle:not(:checked) ~ .cols .text th:nth-child(3) { display: none; }
sup { font-size: .6em; line-height: 0; user-select: none; }
sup::before { content: "\2060"; }
sup a { color: #555; text-decoration: none; padding: 0 .15em; }
.text .lit { background: #ffe97a; box-shadow: inset 0 2px #333; border-radius: 0; }
.text .cue { background: #ffb347; font-weight: bold; }
.text .status-cue { background: #ffc4c4; font-weight: bold; }
:target { outline: 2px solid #d55e00; }
aside { border-left: 1px solid #bbb; padding: 0 1em 1em; font-size: .9em; }
aside h2 { font-size: 1em; margin: 1em 0 .3em; }
small { color: #555; font-weight: normal; }
article { border-top: 1px solid #ddd; padding: .15em .3em; overflow-wrap: anywhere; }
article h3 { font: inherit; margin: 0; }
article h3 a { color: inherit; text-decoration: none; display: block; }
article h3 .m { text-decoration: underline var(--how) var(--line) 2px; }
article h3 b { color: #555; font-weight: normal; font-size: .8em; }
article i { color: #222; font-style: normal; border: 1px solid #999; border-radius: 3px;
  padding: 0 .25em; font-size: .85em; }
.status { font-style: normal; background: #ffc4c4; border-radius: 3px; padding: 0 .3em; }
dl { display: grid; grid-template-columns: 5.5em minmax(0, 1fr); gap: .1em .6em; margin: .3em 0; }
dt { color: #555; }
dd { margin: 0; }
dd, h3, h1, li { unicode-bidi: isolate; }
dd ul { margin: 0; padding: 0; list-style: none; }
.row li { display: inline-block; margin-right: .8em; }
q { quotes: none; }
.contents h2 { font-size: 1em; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media screen {
  section + section { border-top: 3px solid #333; }
  .js article dl { display: none; }
  .js article.on dl { display: grid; }
  .js article.on { background: #fff8d8; outline: 2px solid #333; }
  .js article[hidden], .js h2[hidden] { display: none; }
  aside { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; align-self: start;
    box-sizing: border-box; }
  html:not(.js) aside { position: static; max-height: none; }
  aside input { position: sticky; top: 0; width: 100%; box-sizing: border-box; font: inherit;
    margin: .6em 0 0; z-index: 1; }
  a:focus-visible { outline: 3px solid #0072b2; }
}
@media screen and (max-width: 65rem) {
  .cols { display: block; }
  aside { bottom: 0; top: auto; background: #fff; border-top: 2px solid #333; }
  .js aside { max-height: 45vh; }
  .js .text [id] { scroll-margin-bottom: 47vh; }
}
@media print {
  body { font-size: 9.5pt; line-height: 1.5; }
  .cols { display: block; }
  .toggle, label, aside input, .unseen { display: none; }
  header { padding: 0 0 .5em; }
  section + section { break-before: page; }
  .text td { line-height: 1.75; padding: .2em .5em; }
  aside { border: 0; padding: 0; columns: 2; column-gap: 1.5em; font-size: 8pt; }
  aside h2 { break-after: avoid; column-span: all; border-bottom: 1px solid #333; }
  article { break-inside: avoid; padding: .2em 0; }
  article dl { display: block; margin: 0; }
  dt, dd, .row, .row li, dd ul, dd li { display: inline; margin: 0; }
  dt::after { content: " "; }
  .legend { line-height: 2.2; }
  q { quotes: "“" "”"; }
  dd::after { content: " · "; }
  dd:last-child::after { content: ""; }
  dd li + li::before { content: ", "; }
  aside .found, aside .screen { display: none; }
  .text .lit, .text .cue, .text .status-cue { background: none; box-shadow: none; font-weight: inherit; }
  .text .m.lit { background: var(--tint); }
  a { color: inherit; }
  dd a, .legend a { text-decoration: none; }
}
)";

}  // namespace wutong::cli

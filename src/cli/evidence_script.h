// What the evidence page does. It reads nothing but the page: the text of documents is in elements
// and attributes alone, never in the script, whose hash the page's security policy names.
#pragma once

#include <string_view>

namespace wutong::cli {

inline constexpr std::string_view kEvidenceScript = R"(
(function () {
  'use strict';
  var current = null, lit = [];
  var byId = function (id) { return document.getElementById(id); };
  document.documentElement.classList.add('js');
  var said = document.createElement('p');
  said.className = 'unseen';
  said.setAttribute('role', 'status');
  document.body.appendChild(said);

  function mark(prefix, ranges, style) {
    if (!ranges) return;
    ranges.split(' ').forEach(function (range) {
      var ends = range.split('-');
      for (var i = +ends[0]; i <= +ends[1]; i++) {
        ['t', 'f'].forEach(function (column) {
          var segment = byId(prefix + column + i);
          if (!segment) return;
          segment.classList.add(style);
          lit.push(segment);
        });
      }
    });
  }

  function clear() {
    lit.forEach(function (segment) { segment.classList.remove('lit', 'cue', 'status-cue'); });
    lit = [];
    if (current) {
      current.classList.remove('on');
      current.querySelector('h3 a').removeAttribute('aria-current');
    }
    current = null;
  }

  function into_view(fact) {
    var box = fact.parentElement, top = fact.offsetTop, bottom = top + fact.offsetHeight;
    if (top >= box.scrollTop + 40 && bottom <= box.scrollTop + box.clientHeight) return;
    box.scrollTop = top - 45;
  }

  // Shows a fact and where it is stated; `place` is the segment to look at, by default the first.
  function show(fact, place) {
    clear();
    current = fact;
    fact.hidden = false;
    fact.classList.add('on');
    var heading = fact.querySelector('h3 a');
    heading.setAttribute('aria-current', 'true');
    var prefix = fact.id.slice(0, fact.id.indexOf('-') + 1);
    mark(prefix, fact.dataset.s, 'lit');
    mark(prefix, fact.dataset.c, 'cue');
    mark(prefix, fact.dataset.q, 'status-cue');
    into_view(fact);
    var first = place || byId(prefix + 't' + parseInt(fact.dataset.s, 10));
    if (first) first.scrollIntoView({ block: place ? 'nearest' : 'center' });
    said.textContent = heading.textContent;
    history.replaceState(null, '', '#' + fact.id);
  }

  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    var target = byId(link.getAttribute('href').slice(1)), fact = link.closest('article');
    if (!target) return;
    if (fact && link.parentElement.localName === 'h3') {
      if (fact === current) clear(); else show(fact);
    } else if (target.localName === 'article') {
      show(target, link.closest('.text') ? link : null);
    } else if (fact) {
      show(fact);
      target.scrollIntoView({ block: 'center' });
    } else {
      return;
    }
    event.preventDefault();
  });

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') return clear();
    var step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    var heading = event.target.closest && event.target.closest('article h3 a');
    if (!step || !heading) return;
    var all = Array.prototype.filter.call(
        heading.closest('aside').querySelectorAll('article h3 a'),
        function (link) { return !link.closest('article').hidden; });
    var next = all[all.indexOf(heading) + step];
    if (next) next.focus();
    event.preventDefault();
  });

  Array.prototype.forEach.call(document.querySelectorAll('aside'), function (facts) {
    var wanted = document.createElement('input');
    wanted.type = 'search';
    wanted.placeholder = 'find a fact';
    wanted.setAttribute('aria-label', 'find a fact');
    wanted.addEventListener('input', function () {
      var words = wanted.value.trim().toLowerCase(), title = null;
      Array.prototype.forEach.call(facts.children, function (child) {
        if (child.localName === 'h2') {
          title = child;
          title.hidden = true;
        } else if (child.localName === 'article') {
          child.hidden = child.textContent.toLowerCase().indexOf(words) < 0;
          if (!child.hidden) title.hidden = false;
        }
      });
    });
    facts.insertBefore(wanted, facts.firstChild);
  });

  function follow() {
    var target = byId(location.hash.slice(1));
    if (target && target.localName === 'article') show(target);
  }
  window.addEventListener('hashchange', follow);
  follow();
})();
)";

}  // namespace wutong::cli

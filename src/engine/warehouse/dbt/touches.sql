{# Lower snake case: what is neither letter nor digit parts words. Null where nothing is left. #}
{% macro snake_case(name) -%}
    nullif(trim(regexp_replace(lower({{ name }}), '[^\p{L}\p{N}]+', '_', 'g'), '_'), '')
{%- endmacro %}

{# The host of an address, without `www.` and port; null for a path alone. #}
{% macro url_host(url) -%}
    {%- set host -%}
        regexp_replace(lower(regexp_extract({{ url }}, '^([^/?#]*?://|//)?([^/?#]*@)?([^/?#:@]*)', 3)), '^www\.', '')
    {%- endset -%}
    case when contains({{ host }}, '.') then {{ host }} end
{%- endmacro %}

{# How many days back a touch counts: var `lookback_days`, 1 to 90; else 30. #}
{% macro lookback_days() -%}
    {%- set text = var('lookback_days', '30') | string -%}
    {%- if text.isdigit() and 1 <= text | int <= 90 -%}{{ text | int }}{%- else -%}30{%- endif -%}
{%- endmacro %}

{# Whether a touch lies in the lookback of an event, both ends in: var `lookback_precision`, `exact` or `whole_days`. #}
{% macro in_lookback(touch_time, event_time, days=none) -%}
    {%- set days = lookback_days() if days is none else days -%}
    ({{ touch_time }} <= {{ event_time }}
    {%- if var('lookback_precision', 'exact') == 'whole_days' %}
    and {{ touch_time }} > {{ event_time }} - ({{ days }} + 1) * interval '1 day'
    {%- else %}
    and {{ touch_time }} >= {{ event_time }} - {{ days }} * interval '1 day'
    {%- endif %})
{%- endmacro %}

{# Milliseconds from one time to a later one. #}
{% macro millis_between(earlier, later) -%}
    (epoch_ms({{ later }}) - epoch_ms({{ earlier }}))
{%- endmacro %}

{# Whole days of 24 hours from one time to a later one. #}
{% macro whole_days_between(earlier, later) -%}
    ({{ millis_between(earlier, later) }} // 86400000)
{%- endmacro %}

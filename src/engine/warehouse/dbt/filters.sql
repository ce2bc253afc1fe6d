{# Whether a day lies in the reporting range: vars `from` and `to`, both ends in; absent is open. #}
{% macro in_range(day) -%}
    (1 = 1
    {%- if var('from', none) %} and {{ day }} >= cast('{{ var("from") }}' as date){% endif %}
    {%- if var('to', none) %} and {{ day }} <= cast('{{ var("to") }}' as date){% endif %})
{%- endmacro %}

{# Whether a channel is shown: var `channels` is a list; absent or empty shows all. #}
{% macro in_channels(channel) -%}
    (1 = 1
    {%- if var('channels', []) %} and coalesce({{ fold(channel) }}, '') in (
        {%- for shown in var('channels') %}coalesce({{ fold("'" ~ (shown | replace("'", "''")) ~ "'") }}, ''){% if not loop.last %}, {% endif %}{% endfor -%}
    ){% endif %})
{%- endmacro %}
